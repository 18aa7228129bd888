package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// What the page says of a model that was added, at a desk in English and on a phone in Chinese.
@ExtendWith(SharedPage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageModelsTest {

  private final Browser browser;
  private final PageHost host = PageHost.openIndexed(Scene.UNCALIBRATED_MODEL);

  PageModelsTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void aModelThatCannotJudgeShowsTheNearestPicturesWithoutBadges() throws IOException {
    try (PageHost few = PageHost.openIndexed(Scene.FEW_PHOTOS_UNCALIBRATED);
        Browser phone = Browser.open(Look.PHONE)) {
      showsTheNearest(browser, few, "dog", "Nearest pictures", "models-nearest");
      showsTheNearest(phone, few, "狗", "最接近的图片", "models-nearest-phone");
    }
  }

  private static void showsTheNearest(
      Browser page, PageHost few, String text, String heading, String screenshot)
      throws IOException {
    page.go(few.url());
    page.the("#grid .tile"); // the page listens now
    page.the("#text").sendKeys(text + Keys.ENTER);
    page.untilText("#summary", heading);
    assertThat(page.shows("#grid .tile")).isTrue();
    assertThat(page.shows("#grid .badge")).isFalse();
    page.screenshot(screenshot);
  }

  @Test
  void theLibraryTellsHowFarTheNextModelIs() throws IOException {
    host.reembed("pocket");
    tellsHowFar(
        browser, "Next model", "pocket, being prepared: \\d+ of 210 pictures", "models-next");
    browser.press(Keys.ESCAPE);
    browser.until(
        "it goes on",
        page -> {
          page.click("#library-open");
          boolean done = page.text("#library").matches("(?s).* [1-9]\\d* of 210 pictures.*");
          page.press(Keys.ESCAPE);
          return done;
        });
    try (Browser phone = Browser.open(Look.PHONE)) {
      tellsHowFar(phone, "下一个模型", "pocket，准备中：210 张图片已完成 \\d+ 张", "models-next-phone");
    }
  }

  private void tellsHowFar(Browser page, String term, String words, String screenshot)
      throws IOException {
    Pattern row = Pattern.compile(term + "\\n" + words);
    page.until(
        "the library says " + row,
        b -> {
          b.go(host.url());
          b.click("#library-open");
          return row.matcher(b.text("#library")).find();
        });
    page.screenshot(screenshot);
  }
}
