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
  void whatIsIndexedFromElsewhereAppearsOnAnIdlePage() throws IOException {
    try (PageHost host = PageHost.open(Scene.EMPTY_FOLDER)) {
      browser.go(host.url());
      browser.untilText("#notice h2", "No pictures yet");
      host.addPhotosAndIndex();
      browser.until("pictures", b -> !b.all("#grid .tile", "data-id").isEmpty());
      browser.untilText("#summary", "210 pictures");
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
      browser.type("/", "dog");
      browser.press(Keys.ENTER);
      browser.untilText("#summary", "match");
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

  @Test
  void scrollingGoesOnWhenTheServerIsBack(PageHost host) {
    browser.go(host.url());
    browser.untilText("#summary", "pictures");
    browser.offline(true);
    browser.script(Boolean.class, "scrollTo(0, document.body.scrollHeight); return true");
    browser.untilText("#alert", "does not answer");
    browser.until("a picture is missed", b -> !b.all("#grid img.broken", "alt").isEmpty());
    browser.offline(false);
    browser.until("more pictures", b -> b.all("#grid .tile", "data-id").size() > 60);
    browser.until("the warning is gone", b -> !b.shows("#alert"));
    browser.until("none is missed", b -> b.all("#grid img.broken", "alt").isEmpty());
  }
}
