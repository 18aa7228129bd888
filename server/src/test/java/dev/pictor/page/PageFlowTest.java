package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// What a person does with the example photos on a desktop computer, in English.
@ExtendWith(SharedPage.class)
class PageFlowTest {

  private static final String PICTURE = "animals/singa-hitam-64084569.jpg";
  private static final String PICTURE_SEGMENT = PICTURE.replace("/", "%2F");
  private static final Path PHOTOS = Path.of("..", "examples", "photos");

  private final PageHost host;
  private final Browser browser;

  PageFlowTest(PageHost host, Browser browser) {
    this.host = host;
    this.browser = browser;
  }

  @BeforeEach
  void home() {
    browser.look(Look.DESKTOP);
    browser.forget();
    browser.go(host.url());
    browser.untilText("#summary", "pictures");
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.consoleErrors()).isEmpty();
    assertThat(browser.requestsBeyond(host.url())).isEmpty();
  }

  @Test
  void allPicturesAreShownPageByPage() throws IOException {
    browser.screenshot("desktop-browse");
    assertThat(ids().size()).isLessThan(210);
    browser.until(
        "all tiles",
        b -> {
          b.script(Boolean.class, "scrollTo(0, document.body.scrollHeight); return true");
          return ids().size() == 210;
        });
    assertThat(ids()).isSorted().doesNotHaveDuplicates();
    assertThat(browser.shows("#more")).isFalse();
  }

  @Test
  void wordsFindPictures() throws IOException {
    browser.type("/", "red car");
    browser.press(Keys.ENTER);
    browser.untilText("#summary", "match");
    assertThat(ids().getFirst()).startsWith("transportation/");
    assertThat(browser.text(".badge")).isIn("sure", "maybe");
    assertThat(browser.all(".badge", "title").getFirst()).matches(".*: score 0\\.\\d\\d");
    assertThat(browser.url()).contains("q=red+car");
    browser.screenshot("desktop-search");
    browser.back();
    browser.untilText("#summary", "210 pictures");
  }

  @Test
  void anUploadedPictureFindsItself() throws IOException {
    browser.upload(PHOTOS.resolve(PICTURE));
    browser.untilText("#summary", "match");
    assertFindsPicture();
    browser.screenshot("desktop-upload");
  }

  @Test
  void aDroppedPictureFindsItself() throws IOException {
    browser.handOver("dragover", "DragEvent", "dataTransfer", file());
    browser.the("#drop");
    browser.screenshot("desktop-drop");
    browser.handOver("drop", "DragEvent", "dataTransfer", file());
    browser.untilText("#summary", "match");
    assertThat(browser.shows("#drop")).isFalse();
    assertFindsPicture();
  }

  @Test
  void aPastedPictureFindsItself() {
    browser.handOver("paste", "ClipboardEvent", "clipboardData", file());
    browser.untilText("#summary", "match");
    assertFindsPicture();
  }

  @Test
  void wordsAndPictureAreSearchedTogether() throws IOException {
    browser.upload(PHOTOS.resolve(PICTURE));
    browser.the(".chip");
    browser.type("/", "car");
    browser.press(Keys.ENTER);
    browser.until("both are asked for", b -> b.url().contains("q=car") && b.shows(".chip"));
    browser.untilAnswered();
    assertThat(ids()).contains(PICTURE);
    browser.screenshot("desktop-words-and-picture");
    browser.click(".chip button:not(.part)");
    browser.until("only words are left", b -> !b.shows(".chip"));
    browser.until("cars only", b -> ids().getFirst().startsWith("transportation/"));
  }

  @Test
  void moreLikeThisStartsFromAPicture() throws IOException {
    browser.script(Boolean.class, "document.querySelector('.open').focus(); return true");
    browser.type("m");
    browser.untilText("#summary", "match");
    browser.the(".chip");
    assertThat(browser.url()).contains("like=animals");
    assertThat(browser.all("#grid .open", "aria-label").getFirst()).contains(", sure");
    browser.screenshot("desktop-more-like-this");
  }

  @Test
  void aFolderNarrowsDown() throws IOException {
    browser.click("#folder option[value='food']");
    browser.untilText("#summary", "17 pictures");
    assertThat(ids()).hasSize(17).allMatch(id -> id.startsWith("food/"));
    browser.screenshot("desktop-folder");
    browser.click("#filters-clear");
    browser.untilText("#summary", "210 pictures");
  }

  @Test
  void datesNarrowDown() throws IOException {
    setDate("from", "2022-01-01");
    setDate("to", "2022-12-31");
    browser.until("fewer pictures", b -> !b.text("#summary").contains("210"));
    assertThat(ids()).isNotEmpty().hasSizeLessThan(210);
    browser.screenshot("desktop-dates");
    browser.click("#grid .open");
    browser.untilText(".facts", "2022");
  }

  @Test
  void daysAreShownInTheLanguageOfThePage() throws IOException {
    browser.go(host.url() + "/?from=2022-01-01&to=2022-12-31");
    browser.untilText("#summary", "pictures");
    assertThat(shownDay("from")).isEqualTo("Jan 1, 2022");
    assertThat(shownDay("to")).isEqualTo("Dec 31, 2022");
    browser.click("#language");
    browser.untilText("#summary", "共");
    assertThat(shownDay("from")).isEqualTo("2022年1月1日");
    assertThat(shownDay("to")).isEqualTo("2022年12月31日");
    browser.screenshot("desktop-chinese-dates");
    browser.click("#filters-clear");
    browser.until("the field says any day", b -> shownDay("to").equals("不限"));
  }

  @Test
  void nonsenseMatchesNothingUnlessTheNearestAreWanted() throws IOException {
    browser.type("/", "monetary policy of the central bank");
    browser.press(Keys.ENTER);
    browser.untilText("#notice h2", "Nothing matches");
    assertThat(ids()).isEmpty();
    assertThat(browser.text("#notice")).contains("fewer words");
    browser.screenshot("desktop-nothing-matches");
    browser.click("#notice .button");
    browser.untilText("#summary", "Nearest pictures");
    assertThat(browser.text(".badge")).isEqualTo("unlikely");
    browser.screenshot("desktop-nearest");
  }

  @Test
  void aLineOfPartsIsUnderstood() throws IOException {
    browser.type("/", "2*animal - zebra folder:animals");
    browser.press(Keys.ENTER);
    browser.untilText("#summary", "match");
    assertThat(ids()).isNotEmpty().allMatch(id -> id.startsWith("animals/"));
    browser.go(host.url() + "/?q=words:automobile");
    browser.untilText("#summary", "match");
    assertThat(ids()).isNotEmpty().allMatch(id -> id.contains("automobile"));
    assertThat(browser.text(".badge")).isEqualTo("sure");
    browser.screenshot("desktop-words");
    browser.go(host.url() + "/?q=folder:food");
    browser.untilText("#summary", "17 match");
  }

  @Test
  void whatIsWrongInALineIsShownWhereItIs() throws IOException {
    browser.go(host.url() + "/?q=red+car+foldr:2024");
    browser.untilText("#notice", "Character 9 of the query is not understood: foldr:");
    browser.click("#language");
    browser.untilText("#notice", "查询的第 9 个字符无法识别：foldr:");
    browser.screenshot("desktop-chinese-wrong-line");
    assertThat(browser.consoleErrors()).isNotEmpty().allMatch(line -> line.contains("400"));
  }

  @Test
  void whatMeansNothingMayBeAName() {
    browser.go(host.url() + "/?q=monetary+policy+italia");
    browser.untilText("#notice h2", "Nothing matches");
    browser.click("#notice .row .button:nth-of-type(2)");
    browser.until("asked by words", b -> b.url().contains("words"));
    browser.until("found", b -> !ids().isEmpty());
    assertThat(ids().getFirst()).contains("italia");
  }

  @Test
  void keysLeadThroughGridAndDetail() throws IOException {
    List<String> ids = ids();
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_RIGHT);
    assertThat(focused()).isEqualTo(ids.get(1));
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_UP);
    assertThat(focused()).isEqualTo(ids.get(1));
    browser.press(Keys.ENTER);
    browser.until("the second is open", b -> b.url().contains("picture="));
    browser.the(".tags .tag");
    assertThat(browser.text("#detail .facts")).contains("299 × 299 pixels", "JPEG", "animals");
    browser.screenshot("desktop-detail");
    browser.press(Keys.ARROW_RIGHT);
    browser.press(Keys.ARROW_RIGHT);
    browser.untilText("#detail .position", "4 of");
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#detail"));
    assertThat(focused()).isEqualTo(ids.get(3));
    assertThat(browser.url()).doesNotContain("picture=");
  }

  @Test
  void anAddressOpensTheSamePicture() {
    browser.go(host.url() + "/?q=red+car&folder=transportation&picture=" + PICTURE_SEGMENT);
    browser.untilText("#detail-title", "singa-hitam-64084569.jpg");
    browser.press(Keys.ESCAPE);
    browser.untilText("#summary", "match");
    assertThat(ids()).isNotEmpty().allMatch(id -> id.startsWith("transportation/"));
  }

  @Test
  void filesThatCouldNotBeReadAreListedAsPlainText() throws IOException {
    browser.click("#library-open");
    browser.the(".failures li");
    assertThat(browser.text(".failures")).contains("<img src=x onerror=alert(1)>.jpg");
    assertThat(browser.all(".failures li img", "src")).isEmpty();
    browser.screenshot("desktop-failures");
    browser.press(Keys.ESCAPE);
  }

  @Test
  void theLanguageIsSwitchedAndRemembered() throws IOException {
    browser.click("#language");
    browser.untilText("#summary", "共 210 张图片");
    browser.go(host.url());
    browser.untilText("#summary", "共 210 张图片");
    browser.screenshot("desktop-chinese");
    browser.click("#language");
    browser.untilText("#summary", "210 pictures");
  }

  private void assertFindsPicture() {
    String name = PICTURE.substring(PICTURE.indexOf('/') + 1);
    assertThat(ids().getFirst()).isEqualTo(PICTURE);
    assertThat(browser.all("#grid .open", "aria-label").getFirst())
        .startsWith("Open " + name + ", sure");
    assertThat(browser.all(".chip img", "src")).hasSize(1).allMatch(src -> src.startsWith("blob:"));
  }

  private List<String> ids() {
    return browser.all("#grid .tile", "data-id");
  }

  private String focused() {
    return browser.script(
        String.class, "return document.activeElement.closest('.tile').dataset.id");
  }

  private String file() {
    return host.url() + "/api/v1/collections/photos/images/" + PICTURE_SEGMENT + "/file";
  }

  /// What a person reads in a date field; what the browser draws in its own language is not seen.
  private String shownDay(String id) {
    return browser.script(
        String.class,
        """
        const input = document.getElementById(arguments[0]);
        return getComputedStyle(input, '::before').content.replaceAll('"', '');
        """,
        id);
  }

  /// As the date picker does; typing a date depends on the locale of the machine.
  private void setDate(String id, String date) {
    browser.script(
        Boolean.class,
        """
        const input = document.getElementById(arguments[0]);
        input.value = arguments[1];
        return input.dispatchEvent(new Event('change', {bubbles: true}));
        """,
        id,
        date);
    browser.until(id + " is in the address", b -> b.url().contains(id + "=" + date));
  }
}
