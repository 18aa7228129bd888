package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// Duplicates are reviewed, removed and taken back in the page.
@ExtendWith(SharedPage.class)
class PageDuplicatesTest {

  private static final String STATUS = "#duplicates > [role=status]";
  private static final String FOCUSED =
      "return document.activeElement.name || document.activeElement.textContent;";

  private final Browser browser;

  PageDuplicatesTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  private void openReview(PageHost host) {
    browser.go(host.url());
    review();
  }

  private void review() {
    browser.click("#library-open");
    browser.click(".copies .button");
  }

  private String focused() {
    return browser.script(String.class, FOCUSED);
  }

  @Test
  void groupsAreReviewedRemovedAndTakenBackByMouseAndKeyboard() throws IOException {
    try (PageHost host = PageHost.openIndexed(Scene.DUPLICATES)) {
      Path photos = host.folder("photos");
      openReview(host);
      browser.untilText(STATUS, "Nobody has looked for duplicates here yet.");
      browser.click(".search-duplicates");
      browser.untilText(STATUS, "Groups of copies: 3, bursts: 1.");
      assertThat(browser.text("#duplicates"))
          .contains("Certain copies: the same bytes")
          .contains("Likely copies: stored anew or scaled")
          .contains("Likely copies: found by meaning, perhaps cut")
          .contains("Burst of 3 frames")
          .contains("3 pictures chosen");
      assertThat(browser.all("#duplicates input:checked", "name"))
          .containsExactly(
              "copies/bikes.jpg", "copies/lighthouse-small.jpg", "copies/parrots-cut.jpg");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      browser.screenshot("duplicates-review");

      String _ =
          browser.script(
              String.class, "document.querySelector('fieldset input').focus(); return '';");
      assertThat(focused()).isEqualTo("bikes.jpg");
      browser.press(Keys.ARROW_RIGHT);
      assertThat(focused()).isEqualTo("copies/bikes.jpg");
      browser.press(Keys.ARROW_LEFT);
      browser.press(Keys.SPACE);
      browser.untilText(STATUS, "One picture of each group stays.");
      browser.press(Keys.ARROW_RIGHT);
      browser.press(Keys.SPACE);
      browser.untilText(".chosen", "2 pictures chosen");
      browser.press(Keys.ARROW_DOWN);
      assertThat(focused()).isEqualTo("lighthouse.jpg");
      browser.press(Keys.ARROW_UP);
      assertThat(focused()).isEqualTo("bikes.jpg");
      browser.press(Keys.ENTER);
      browser.untilText(STATUS, "2 files would go to the trash");
      browser.untilText(STATUS, "Nothing is done yet.");
      assertThat(browser.text(".plan-list"))
          .contains(photos.resolve("copies").resolve("parrots-cut.jpg").toString())
          .contains("likely copy: parrots.jpg stays");
      assertThat(focused()).isEqualTo("Move to the trash");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      browser.screenshot("duplicates-dry-run");
      assertThat(photos.resolve("copies").resolve("parrots-cut.jpg")).exists();

      browser.press(Keys.ENTER);
      browser.untilText(STATUS, "2 files are in the trash");
      assertThat(photos.resolve("copies").resolve("parrots-cut.jpg")).doesNotExist();
      assertThat(photos.resolve("parrots.jpg")).exists();
      browser.click(".duplicates-body .row .button:first-child");
      browser.untilText(STATUS, "2 files are back.");
      assertThat(photos.resolve("copies").resolve("parrots-cut.jpg")).exists();
      browser.press(Keys.ESCAPE);
      browser.until("the dialog is closed", b -> !b.shows("#duplicates"));
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  @Test
  void aGroupThatIsNoneIsNotShownAgainAndFiltersNarrow() throws IOException {
    try (PageHost host = PageHost.openIndexed(Scene.DUPLICATES)) {
      openReview(host);
      browser.click(".search-duplicates");
      browser.untilText(STATUS, "Groups of copies: 3, bursts: 1.");
      browser.click(".duplicate-group .quiet");
      browser.untilText(STATUS, "Groups of copies: 2, bursts: 1.");
      browser.click("#duplicates select option[value=burst]");
      browser.untilText(STATUS, "Groups of copies: 0, bursts: 1.");
      assertThat(browser.all("#duplicates input:checked", "name")).as("of a burst").isEmpty();

      openReview(host);
      browser.untilText(STATUS, "Groups of copies: 2, bursts: 1.");
      browser.click(".search-duplicates");
      browser.untilText(STATUS, "Groups of copies: 2, bursts: 1.");
      browser.click(".duplicates-body > .row .quiet");
      browser.untilText(STATUS, "Groups of copies: 3, bursts: 1.");
    }
  }

  @Test
  void theTrashIsEmptiedAfterAQuestionInChineseOnAPhone() throws IOException {
    try (PageHost host = PageHost.openIndexed(Scene.DUPLICATES)) {
      Path photos = host.folder("photos");
      browser.look(Look.PHONE);
      browser.go(host.url());
      browser.click("#language");
      review();
      browser.untilText(STATUS, "这里还没有查找过重复图片。");
      browser.click(".search-duplicates");
      browser.untilText(STATUS, "副本 3 组，连拍 1 组。");
      assertThat(browser.text("#duplicates")).contains("肯定是副本：字节相同", "连拍 3 张");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      assertThat(
              browser.script(
                  Boolean.class,
                  "const d = document.getElementById('duplicates'); return d.scrollWidth <= d.clientWidth;"))
          .as("nothing sticks out")
          .isTrue();
      browser.screenshot("duplicates-review-phone-chinese");
      browser.click(".dry-run");
      browser.untilText(STATUS, "3 个文件将移入回收站");
      browser.screenshot("duplicates-dry-run-phone-chinese");
      browser.click(".review-footer .first");
      browser.untilText(STATUS, "3 个文件已移入回收站");
      browser.click(".duplicates-body .first");
      browser.untilText(STATUS, "副本 0 组，连拍 1 组。");
      browser.click(".duplicates-body .row .button:last-child");
      browser.untilText(STATUS, "回收站中有 3 个文件");
      browser.screenshot("duplicates-trash-phone-chinese");
      browser.click(".plan-list li:first-child .quiet");
      browser.untilText(STATUS, "1 个文件已恢复。");
      browser.click(".duplicates-body .row .button:nth-child(2)");
      browser.untilText(".duplicates-body", "永久删除 2 个文件");
      browser.click(".duplicates-body .row .button:nth-of-type(1)");
      browser.untilText(STATUS, "回收站中有 0 个文件");
      try (var left = Files.list(photos.resolve("copies"))) {
        assertThat(left).hasSize(1);
      }
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  @Test
  void aKeyThatOnlyReadsIsToldSo() {
    try (PageHost host = PageHost.openIndexed(Scene.KEY)) {
      browser.go(host.url());
      String _ =
          browser.script(
              String.class,
              "sessionStorage.setItem('pictor.key', '" + PageHost.KEY + "'); return '';");
      openReview(host);
      browser.untilText(STATUS, "Nobody has looked");
      browser.click(".search-duplicates");
      browser.untilText(STATUS, "write");
    }
  }
}
