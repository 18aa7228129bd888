package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// Plain words when there is nothing to show, or not yet, or not any more.
@ExtendWith(SharedPage.class)
class PageSituationsTest {

  private final Browser browser;

  PageSituationsTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void withoutALibraryThePageSaysHowToStart() throws IOException {
    try (PageHost host = PageHost.open(Scene.NO_LIBRARY)) {
      browser.go(host.url());
      browser.untilText("#notice", "pictor serve --photos");
      assertThat(browser.shows("#folder")).isFalse();
      browser.screenshot("situation-no-library");
    }
  }

  @Test
  void anEmptyFolderIsNamed() throws IOException {
    try (PageHost host = PageHost.open(Scene.EMPTY_FOLDER)) {
      browser.go(host.url());
      browser.untilText("#notice h2", "No pictures yet");
      browser.untilText("#notice", "There are no pictures in /");
      browser.screenshot("situation-empty-folder");
    }
  }

  @Test
  void aKeyIsAskedForAndUsedForPicturesToo() throws IOException {
    try (PageHost host = PageHost.open(Scene.KEY)) {
      browser.go(host.url());
      browser.the("#key-input").sendKeys("a-wrong-key" + Keys.ENTER);
      browser.untilText("#key", "not accepted");
      browser.screenshot("situation-key");
      browser.the("#key-input").sendKeys(PageHost.KEY + Keys.ENTER);
      browser.untilText("#summary", "pictures");
      browser.until(
          "pictures are there",
          b ->
              b.script(
                  Boolean.class, "return document.querySelector('#grid img')?.naturalWidth > 0"));
      browser.screenshot("situation-with-key");
    }
  }

  @Test
  void searchWorksWhileIndexing() throws IOException {
    try (PageHost host = PageHost.open(Scene.INDEXING)) {
      browser.go(host.url());
      browser.untilText("#progress", "pictures read");
      browser.untilText("#progress", "a second");
      browser.untilText("#progress", "left");
      browser.until("pictures appear", b -> b.shows("#grid .tile"));
      browser.screenshot("situation-indexing");
      browser.type("/", "cat");
      browser.press(Keys.ENTER);
      browser.until("matches are found", b -> b.shows("#grid .badge"));
      browser.the("#progress progress");
      browser.screenshot("situation-search-while-indexing");
    }
  }

  @Test
  void aServerStoppedWhileIndexingIsFollowedAgainAfterItsStart() throws IOException {
    try (PageHost host = PageHost.open(Scene.INDEXING)) {
      browser.go(host.url());
      browser.until("pictures appear", b -> b.shows("#grid .tile"));
      host.stop();
      browser.untilText("#alert", "does not answer");
      browser.screenshot("situation-stopped");
      host.startAgain();
      browser.until("the warning is gone", b -> !b.shows("#alert"));
      browser.untilText("#progress", "pictures read");
      assertThat(browser.shows("#grid .tile")).isTrue();
    }
  }

  @Test
  void aServerThatIsGoneIsMissedAndFoundAgain(PageHost host) throws IOException {
    browser.go(host.url());
    browser.untilText("#summary", "pictures");
    browser.offline(true);
    browser.type("/", "dog");
    browser.press(Keys.ENTER);
    browser.untilText("#alert", "does not answer");
    browser.screenshot("situation-offline");
    browser.offline(false);
    browser.untilText("#summary", "match");
    browser.until("the warning is gone", b -> !b.shows("#alert"));
  }
}
