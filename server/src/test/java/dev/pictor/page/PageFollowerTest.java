package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The page of a server that follows another one.
@ExtendWith(SharedPage.class)
class PageFollowerTest {

  private final Browser browser;

  PageFollowerTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void aCopySaysWhoseItIsAndOffersNoChange(PageHost leader) throws IOException {
    try (PageHost copy = PageHost.copyOf(leader)) {
      browser.go(copy.url());
      browser.untilText("#follower", "Read-only copy of %s, up to date.".formatted(leader.url()));
      browser.untilText("#summary", "210 pictures");
      assertThat(PageAccessTest.violationsOf(browser)).as("results").isEmpty();
      browser.screenshot("follower");

      browser.click("#library-open");
      browser.untilText("#library .note", "are changed at " + leader.url());
      browser.the(".quality .button");
      assertThat(browser.script(String.class, BUTTONS)).isEqualTo("|Measure answers…");
      assertThat(browser.script(String.class, LINKS))
          .contains("Export CSV")
          .contains("photos.parquet");
      assertThat(PageAccessTest.violationsOf(browser)).as("the library").isEmpty();
      browser.screenshot("follower-library");
      browser.click("#library [aria-label=Close]");

      browser.look(Look.PHONE);
      browser.click("#language");
      browser.untilText("#follower", leader.url() + " 的只读副本，已是最新。");
      browser.screenshot("follower-phone-chinese");
      browser.click("#library-open");
      browser.untilText("#library .note", "这是只读副本");
      browser.screenshot("follower-library-phone-chinese");
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  private static final String BUTTONS =
      "return [...document.querySelectorAll('#library button')].map((b) => b.textContent).join('|')";
  private static final String LINKS =
      "return [...document.querySelectorAll('#library a')].map((a) => a.textContent + a.download).join('|')";

  @Test
  void aLeaderThatIsAwayIsNamedAndLendsItsPicturesAgainWhenItIsBack() throws IOException {
    try (PageHost leader = PageHost.openIndexed(Scene.DUPLICATES);
        PageHost copy = PageHost.copyOf(leader)) {
      browser.go(copy.url() + "/?q=words:nothing");
      browser.untilText("#follower", "up to date");
      leader.stop();
      browser.untilText(
          "#follower", "behind. %s does not answer; pictures".formatted(leader.url()));
      browser.go(copy.url());
      browser.untilText("#summary", "pictures");
      browser.until("no pictures", b -> !b.all("#grid img.broken", "alt").isEmpty());
      browser.screenshot("follower-leader-away");
      browser.click("#language");
      browser.untilText("#follower", leader.url() + " 没有响应");
      browser.screenshot("follower-leader-away-chinese");
      leader.startAgain();
      browser.untilText("#follower", "已是最新");
      browser.until("pictures", b -> b.all("#grid img.broken", "alt").isEmpty());
    }
  }

  @Test
  void aCopyOfNothingSaysThatItComesByItself() throws IOException {
    try (PageHost leader = PageHost.open(Scene.NO_LIBRARY);
        PageHost copy = PageHost.copyOf(leader)) {
      browser.go(copy.url());
      browser.untilText("#notice h2", "Nothing is here yet");
      browser.untilText("#notice", "This is a copy of " + leader.url());
      browser.screenshot("follower-nothing");
      browser.click("#library-open");
      browser.untilText("#library .note", "This is a read-only copy");
      browser.click("#library [aria-label=Close]");
      leader.addFolder("photos", PageHost.EXAMPLES.resolve("plants").toAbsolutePath().normalize());
      browser.until("pictures", b -> !b.all("#grid .tile", "data-id").isEmpty());
    }
  }

  @Test
  void aServerThatFollowsNobodySaysNothing(PageHost host) {
    browser.go(host.url());
    browser.untilText("#summary", "pictures");
    browser.until("ready", b -> b.all("#results[aria-busy]", "id").isEmpty());
    assertThat(browser.shows("#follower")).isFalse();
    assertThat(browser.consoleErrors()).isEmpty();
  }
}
