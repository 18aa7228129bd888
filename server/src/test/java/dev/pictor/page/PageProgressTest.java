package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// An open page follows its server without being loaded again: while it starts, while it reads the
/// pictures, when that is stopped, and when the server goes and comes back.
@ExtendWith(SharedPage.class)
class PageProgressTest {

  /// From now on the page notes each change of the progress. The notes are gone when it is loaded
  /// again.
  private static final String NOTE_PROGRESS =
      """
      const progress = document.getElementById('progress');
      window.notes = [progress.innerText];
      new MutationObserver(() => window.notes.push(progress.innerText))
          .observe(progress, {childList: true, subtree: true, attributes: true});
      return true;
      """;

  private static final Pattern DONE = Pattern.compile("(?m)^([\\d,]+) of [\\d,]+ pictures read");

  private final Browser browser;

  PageProgressTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void aPageOpenedWhilePictorStartsFillsItselfAndShowsHowFarTheReadingIs() throws IOException {
    try (HeldRuntime held = HeldRuntime.hold();
        PageHost host = PageHost.open(Scene.PHOTOS)) {
      browser.go(host.url());
      browser.untilText("#notice h2", "Pictor is starting");
      browser.untilText("#notice", "The page continues by itself.");
      browser.untilText("#progress", "Getting ready to read your pictures");
      browser.screenshot("progress-starting");
      browser.script(Boolean.class, NOTE_PROGRESS);
      held.release();
      browser.untilText("#summary", "210 pictures");
      browser.until("the progress is gone", b -> !b.shows("#progress"));
      assertThat(browser.shows("#notice *")).isFalse();
      assertThat(browser.all("#grid .tile", "data-id")).hasSize(60).isSorted();
      List<String> notes = notes();
      assertThat(notes).anyMatch(note -> note.matches("(?s).*[\\d.]+ a second.*"));
      assertThat(notes)
          .anyMatch(note -> note.matches("(?s).*about \\d+ (?:second|minute)s? left.*"));
      assertThat(notes).anyMatch(note -> note.contains("Done: 210 pictures can be searched"));
      List<Integer> done = notes.stream().flatMap(PageProgressTest::done).toList();
      assertThat(done).isSorted().allMatch(count -> count <= 210);
      assertThat(done.stream().distinct().count()).isGreaterThan(3);
      // The answer that a server gives until it is ready is an error to the console.
      assertThat(browser.consoleErrors()).allMatch(error -> error.contains("/readiness - "));
    }
  }

  @Test
  void readingCanBeSearchedStoppedAndContinued() throws IOException {
    try (PageHost host = PageHost.open(Scene.MANY_COPIES)) {
      browser.go(host.url());
      browser.untilText("#progress", "a second");
      browser.untilText("#progress", "left");
      browser.until("pictures appear", b -> b.shows("#grid .tile"));
      browser.screenshot("progress-reading");
      browser.type("/", "cat");
      browser.press(Keys.ENTER);
      browser.until("matches are found", b -> b.shows("#grid .badge"));
      browser.the("#progress progress");
      browser.screenshot("progress-search");
      host.stopReading();
      browser.untilText("#progress", "Reading was stopped:");
      assertThat(browser.text("#progress")).containsPattern("\\d+ of 1,680 pictures are read");
      assertThat(browser.shows("#alert")).isFalse();
      browser.screenshot("progress-stopped");
      browser.click("#language");
      browser.untilText("#progress", "读取已停止");
      browser.click("#language");
      browser.untilText("#progress button", "Continue");
      browser.click("#progress .button");
      browser.untilText("#progress", "pictures read");
      browser.untilText("#progress", "left");
    }
  }

  @Test
  void aServerThatStopsWhileReadingIsMissedAndFollowedAgainAfterItsStart() throws IOException {
    try (PageHost host = PageHost.open(Scene.MANY_COPIES)) {
      browser.go(host.url());
      browser.until("pictures appear", b -> b.shows("#grid .tile"));
      browser.script(Boolean.class, NOTE_PROGRESS);
      host.stop();
      browser.untilText("#alert", "Pictor does not answer");
      browser.until("nothing is said of the reading", b -> !b.shows("#progress"));
      assertThat(notes()).anyMatch(note -> note.contains("Pictor is being stopped"));
      assertThat(notes()).noneMatch(note -> note.contains("Reading was stopped"));
      browser.screenshot("progress-server-gone");
      try (HeldRuntime held = HeldRuntime.hold()) {
        host.startAgain();
        browser.until("the warning is gone", b -> !b.shows("#alert"));
        assertThat(browser.shows("#grid .tile")).isTrue();
        browser.type("/", "cat");
        browser.press(Keys.ENTER);
        browser.untilText("#summary", "Pictor is starting");
        held.release();
      }
      browser.until("matches are found", b -> b.shows("#grid .badge"));
      browser.untilText("#progress", "pictures read");
      assertThat(notes()).isNotEmpty();
    }
  }

  @Test
  void aModelThatCannotBeUsedIsNamed() throws IOException {
    try (PageHost host = PageHost.open(Scene.BROKEN_MODEL)) {
      browser.go(host.url());
      browser.untilText("#notice h2", "Pictor cannot use its model");
      browser.untilText("#notice pre", "picture.onnx: damaged");
      browser.screenshot("progress-broken-model");
    }
  }

  private static Stream<Integer> done(String note) {
    return DONE.matcher(note)
        .results()
        .map(found -> Integer.valueOf(found.group(1).replace(",", "")));
  }

  private List<String> notes() {
    return List.of(browser.script(String.class, "return window.notes.join('\\0')").split("\0", -1));
  }
}
