package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A collection is tagged from its dialog, and its pictures are found by their tags.
@ExtendWith(SharedPage.class)
class PageTagsTest {

  private static final Path EXAMPLES = Path.of("../examples/photos").toAbsolutePath();
  private static final String ZEBRAS = "happymillerman-30230914936.jpg";

  private final Browser browser;

  PageTagsTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  private static PageHost host() throws IOException {
    PageHost host = PageHost.open(Scene.NO_LIBRARY);
    Path photos = host.folder("mine");
    Files.copy(EXAMPLES.resolve("animals").resolve(ZEBRAS), photos.resolve(ZEBRAS));
    Files.copy(EXAMPLES.resolve("kodak/kodim19.jpg"), photos.resolve("kodim19.jpg"));
    host.addFolder("photos", photos);
    return host;
  }

  @Test
  void picturesAreTaggedAndATagFindsThem() throws IOException {
    try (PageHost host = host()) {
      browser.go(host.url());
      browser.untilText("#summary", "2 pictures");
      browser.click("#library-open");
      browser.untilText(".tagging .button", "Tag pictures");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      browser.screenshot("tags-dialog");
      browser.click(".tagging .button");
      browser.untilText("#progress", "Done: 2 pictures were tagged");
      browser.screenshot("tags-done");
      browser.until("the tag is a filter", b -> b.all("#tag option", "value").contains("zebra"));
      browser.choose("#tag", "zebra");
      browser.untilText("#summary", "1 picture");
      browser.click("#filters-clear");
      browser.untilText("#summary", "2 pictures");

      browser.go(host.url() + "/?picture=" + ZEBRAS);
      browser.untilText("#detail .tags h3", "Tags");
      browser.untilText("#detail .tags", "zebra");
      assertThat(browser.text("#detail .facts")).doesNotContain("tags_vocabulary", "tags_found");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      browser.screenshot("tags-detail");
      browser.click("#detail [aria-label=\"Pictures with the tag zebra\"]");
      browser.until("asked by tag", b -> b.url().contains("q=tag%3Azebra"));
      browser.untilText("#summary", "1 ");
      assertThat(browser.all("#grid [data-id]", "data-id")).containsExactly(ZEBRAS);

      browser.click("#library-open");
      browser.click(".tagging .button");
      browser.untilText("#progress", "Done: the pictures have their tags already");
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  @Test
  void ownWordsAreTakenFromATable() throws IOException {
    try (PageHost host = host()) {
      Path table = host.folder("words").resolve("mine.csv");
      Files.writeString(table, "en,en-prompts\nstripes,zebra\ntower,lighthouse\n");
      browser.go(host.url());
      browser.untilText("#summary", "2 pictures");
      browser.click("#library-open");
      browser.untilText(".tagging", "Own words…");
      browser.choose(".tagging input", table);
      browser.untilText("#progress", "Done: 2 pictures were tagged");
      browser.go(host.url() + "/?picture=" + ZEBRAS);
      browser.untilText("#detail .tags", "stripes");
      browser.click("#detail .close");
      browser.click("#library-open");
      browser.choose(".tagging input", Files.writeString(table, "word\nzebra\n"));
      browser.untilText("#alert", "mine.csv");
    }
  }

  @Test
  void aChinesePhoneTagsInChinese() throws IOException {
    try (PageHost host = host();
        Browser phone = Browser.open(Look.PHONE)) {
      phone.go(host.url());
      phone.untilText("#summary", "2");
      phone.click("#library-open");
      phone.untilText(".tagging .button", "为图片打标签");
      phone.screenshot("tags-phone-dialog");
      assertThat(
              phone.script(
                  Boolean.class,
                  "const {scrollWidth, clientWidth} = document.querySelector('#library'); return scrollWidth <= clientWidth"))
          .isTrue();
      assertThat(phone.all(".tagging a", "download"))
          .containsExactly("tags.csv", "tags.json", "tags.xmp.zip");
      phone.click(".tagging .button");
      phone.untilText("#progress", "完成：已为 2 张图片打标签");
      phone.go(host.url() + "/?picture=" + ZEBRAS);
      phone.untilText("#detail .tags", "斑马");
      phone.screenshot("tags-phone-detail");
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      phone.click("#detail .tags .tag");
      phone.until("asked by tag", b -> b.url().contains("q=tag%3A"));
      phone.until("found", b -> !b.all("#grid [data-id]", "data-id").isEmpty());
      assertThat(phone.all("#grid [data-id]", "data-id")).contains(ZEBRAS);
    }
  }
}
