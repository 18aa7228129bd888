package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// What a query is made of: parts of pictures, what each part gave, and what narrows it down.
@ExtendWith(SharedPage.class)
class PageQueryPartsTest {

  private static final String ZEBRAS = "animals/happymillerman-30230914936.jpg";
  private static final String FRAME =
      """
      return ['left', 'top', 'width', 'height']
          .map((side) => Math.round(parseFloat(document.querySelector('#crop .frame').style[side]))).join(' ');
      """;

  private final PageHost host;
  private final Browser browser;

  PageQueryPartsTest(PageHost host, Browser browser) {
    this.host = host;
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void aYearNarrowsDownAndIsInTheAddress() {
    browser.go(host.url());
    browser.untilText("#summary", "210 pictures");
    assertThat(browser.all("#year option", "value")).startsWith("", "2025").contains("2021");
    browser.choose("#year", "2021");
    String counted =
        browser.script(
            String.class, "return document.querySelector('#year option:checked').textContent");
    assertThat(counted).matches("2021 \\(5\\d\\)");
    browser.untilText("#summary", counted.substring(6, 8) + " pictures");
    assertThat(browser.url()).contains("from=2021-01-01", "to=2021-12-31");
    browser.go(browser.url());
    browser.untilText("#summary", counted.substring(6, 8) + " pictures");
    assertThat(browser.script(String.class, "return document.getElementById('year').value"))
        .isEqualTo("2021");
    assertThat(browser.shows("#tag")).as("no picture has a tag").isFalse();
    assertThat(browser.shows("#camera")).as("nor a camera").isFalse();
    assertThat(browser.shows("#sure")).as("there is no query").isFalse();
  }

  @Test
  void aCameraNarrowsDown() {
    try (PageHost bursts = PageHost.openIndexed(Scene.DUPLICATES)) {
      browser.go(bursts.url());
      browser.choose("#camera", "Canon");
      browser.untilText("#summary", "3 pictures");
      assertThat(browser.url()).contains("camera=Canon");
    }
  }

  @Test
  void onlySureMatchesAreShownWhenTheyAreWanted() throws IOException {
    browser.go(host.url() + "/?q=a+zebra");
    browser.untilText("#summary", "match");
    int all = browser.all("#grid .tile", "data-id").size();
    browser.choose("#sure", "yes");
    browser.until("fewer", b -> b.all("#grid .tile", "data-id").size() < all);
    assertThat(browser.all("#grid .tile", "data-id")).contains(ZEBRAS);
    browser.go(host.url() + "/?q=a+squirrel+eating+a+carrot&sure=yes");
    browser.untilText("#notice h2", "No match is sure");
    browser.screenshot("parts-none-sure");
    browser.click("#notice .button");
    browser.untilText("#summary", "match");
    assertThat(browser.url()).doesNotContain("sure=yes");
  }

  @Test
  void aMatchTellsWhatEachPartGaveIt() throws IOException {
    browser.go(host.url() + "/?q=2*zebra+-+grass");
    browser.click("#grid .open");
    browser.untilText("#detail .parts", "zebra");
    assertThat(browser.text("#detail .parts"))
        .matches("(?s)zebra\\s+0\\.\\d\\d\\s+− grass\\s+-?0\\.\\d\\d");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("parts-detail");
  }

  @Test
  void aFrameIsDrawnAndItsPartSearched() throws IOException {
    browser.go(host.url() + "/?picture=" + ZEBRAS);
    browser.until(
        "the original is known", b -> b.text("#detail .file-actions").contains("original"));
    browser.click("#detail .file-actions > .button:nth-of-type(2)");
    browser.untilText("#crop h2", "Part of the picture");
    loaded();
    browser.draw("#crop .area", 0.1, 0.2, 0.6, 0.8);
    assertThat(browser.script(String.class, FRAME))
        .matches("(9|10|11) (19|20|21) (49|50|51) (59|60|61)");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("parts-crop");
    browser.click("#crop .button.first");
    browser.untilText("#summary", "match");
    assertThat(browser.shows("#detail")).isFalse();
    assertThat(browser.all("#chips .chip", "title"))
        .containsExactly("part of happymillerman-30230914936.jpg");
    assertThat(browser.all("#grid .tile", "data-id")).contains(ZEBRAS);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void anUploadedPictureIsCutByKeysOnAChinesePhone() throws IOException {
    browser.look(Look.PHONE);
    browser.go(host.url());
    browser.click("#language");
    browser.upload(Path.of("../examples/photos", ZEBRAS));
    browser.untilText("#summary", "张图片");
    browser.the("#chips .part");
    browser.click("#chips .part");
    browser.untilText("#crop h2", "图片局部");
    loaded();
    browser.press(Keys.ARROW_LEFT);
    browser.pressWithShift(Keys.ARROW_DOWN);
    assertThat(browser.script(String.class, FRAME)).isEqualTo("23 25 50 52");
    assertThat(browser.all("#crop .frame", "aria-label"))
        .containsExactly("选框：宽 50%，高 52%，距左 23%，距上 25%");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("parts-crop-phone-chinese");
    browser.press(Keys.ENTER);
    browser.until("cut", b -> b.all("#chips .chip", "title").toString().contains("的局部"));
    assertThat(browser.all("#chips .chip", "title")).hasSize(1);
  }

  private void loaded() {
    browser.until(
        "the picture is there",
        b ->
            b.script(Boolean.class, "return document.querySelector('#crop img').naturalWidth > 0"));
  }
}
