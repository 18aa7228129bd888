package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// Everything can be reached and left with the keyboard alone.
@ExtendWith(SharedPage.class)
class PageKeyboardTest {

  private static final String NO_CARD = "no card";

  /// Where the keyboard is: a name, whether a ring tells it, and the place in the window. A search
  /// box with focus has its ring around the whole box.
  private static final String WHERE =
      """
      const node = document.activeElement;
      if (node === null || node === document.body) return 'body';
      const ring = node.closest('.search') && node.id === 'text' ? node.closest('.search') : node;
      const {outlineStyle, outlineWidth} = getComputedStyle(ring);
      const {left, top, right, bottom} = ring.getBoundingClientRect();
      const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
          && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight + 1;
      const name = node.id || [node.closest('[id]')?.id, node.className || node.tagName.toLowerCase()].filter(Boolean).join(' ');
      const box = node.getBoundingClientRect();
      const scrolled = node.closest('dialog')?.scrollTop ?? 0; // by the Tab key itself
      return [name, seen, box.left, box.top + scrolled, box.bottom + scrolled].join('|');
      """;

  private static final String OUTSIDE = "body";
  private static final int MOST_STOPS = 60;

  /// A place where the Tab key stops.
  ///
  /// @param seen whether a person sees that it has the focus
  /// @param left in pixels of the window, as `top` and `bottom` are; of a dialog that scrolls, of
  ///   all that is in it
  private record Stop(String name, boolean seen, double left, double top, double bottom) {
    static Stop parse(String text) {
      String[] parts = text.split("\\|", -1);
      return new Stop(
          parts[0],
          Boolean.parseBoolean(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]),
          Double.parseDouble(parts[4]));
    }

    /// Whether a reader's eye that has come to the other one goes on, and not back, to this one.
    boolean follows(Stop other) {
      boolean sameLine = top < other.bottom && other.top < bottom;
      return sameLine ? left >= other.left : top >= other.bottom;
    }
  }

  private final PageHost host;
  private final Browser browser;

  PageKeyboardTest(PageHost host, Browser browser) {
    this.host = host;
    this.browser = browser;
  }

  @BeforeEach
  void matches() {
    browser.look(Look.DESKTOP);
    browser.forget();
    browser.go(host.url() + "/?q=red+car&from=2021-01-01");
    browser.untilText("#summary", "match");
  }

  @Test
  void tabStopsAtEverythingInTheOrderInWhichItIsSeenAndGoesBackTheSameWay() {
    List<Stop> stops = walk(b -> b.press(Keys.TAB));
    assertThat(names(stops))
        .containsExactly(
            "skip",
            "brand",
            "text",
            "clear",
            "upload",
            "search go",
            "surprise",
            "map-open",
            "library-open",
            "language",
            "ask",
            "folder",
            "year",
            "from",
            "to",
            "sure",
            "filters-clear",
            "grid open",
            "grid tool like",
            "grid tool liked",
            "grid tool disliked");
    assertInOrder(stops);
    assertThat(names(walk(b -> b.pressWithShift(Keys.TAB))))
        .containsExactlyElementsOf(names(stops).reversed());
  }

  @Test
  void everyPictureIsReachedWithTheArrowsAndShowsIt() {
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    List<String> ids = browser.all("#grid .tile", "data-id");
    for (String id : ids) {
      assertThat(card()).as("after %d", ids.indexOf(id)).isEqualTo(id);
      assertThat(here().seen()).as(id).isTrue();
      browser.press(Keys.TAB);
      assertThat(here().name()).isEqualTo("grid tool like");
      assertThat(here().seen()).as("more like " + id).isTrue();
      browser.pressWithShift(Keys.TAB);
      browser.press(Keys.ARROW_RIGHT);
    }
    assertThat(card()).isEqualTo(ids.getLast());
  }

  @Test
  void aPictureIsLookedAtAndLeftWhereItWas() throws IOException {
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_RIGHT);
    String id = card();
    browser.press(Keys.ENTER);
    browser.the("#detail .tags .tag");
    assertThat(here().name()).isEqualTo("detail plain close");
    browser.screenshot("keyboard-detail");
    walk(b -> b.press(Keys.TAB));
    List<Stop> stops = walk(b -> b.press(Keys.TAB));
    assertThat(names(stops))
        .startsWith("detail plain step", "detail plain close", "detail tag")
        .endsWith(
            "detail button liked", "detail button disliked", "detail button first", "detail button")
        .allMatch(name -> name.startsWith("detail "));
    assertInOrder(stops);
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#detail"));
    assertThat(card()).isEqualTo(id);
  }

  @Test
  void moreLikeThisLeadsToTheMatches() throws IOException {
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.TAB);
    browser.press(Keys.ENTER);
    browser.the(".chip");
    browser.untilAnswered();
    assertThat(card()).isIn(browser.all("#grid .tile", "data-id"));
    browser.screenshot("keyboard-more-like-this");
    browser.press(Keys.ENTER);
    browser.the("#detail .facts");
    browser.click("#detail .button.first");
    browser.until("closed", b -> !b.shows("#detail"));
    browser.until("a card", b -> !card().equals(NO_CARD));
    assertThat(card()).isIn(browser.all("#grid .tile", "data-id"));
  }

  @Test
  void aButtonThatGoesLeavesTheKeyboardNearIt() {
    focus("#filters-clear");
    browser.press(Keys.ENTER);
    browser.until("no filter", b -> !b.shows("#filters-clear"));
    assertThat(here().name()).isEqualTo("folder");
    browser.go(host.url() + "/?q=monetary+policy+of+the+central+bank");
    browser.untilText("#notice h2", "Nothing matches");
    focus("#notice .button");
    browser.press(Keys.ENTER);
    browser.untilText("#summary", "Nearest pictures");
    assertThat(here().name()).isEqualTo("grid open");
    focus("#notice .quiet");
    browser.press(Keys.ENTER);
    browser.untilText("#notice h2", "Nothing matches");
    assertThat(browser.script(String.class, "return document.activeElement.id"))
        .isEqualTo("results");
  }

  @Test
  void theLibraryIsReadAndLeftWhereItWasOpened() {
    focus("#library-open");
    browser.press(Keys.ENTER);
    browser.the(".failures li");
    List<Stop> stops = walk(b -> b.press(Keys.TAB));
    assertThat(names(stops)).allMatch(name -> name.startsWith("library "));
    assertInOrder(stops);
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#library"));
    assertThat(here().name()).isEqualTo("library-open");
  }

  private void focus(String css) {
    browser.script(Boolean.class, "document.querySelector(arguments[0]).focus(); return true", css);
  }

  private Stop here() {
    return Stop.parse(browser.script(String.class, WHERE));
  }

  private String card() {
    return browser.script(
        String.class,
        "return document.activeElement.closest('.tile')?.dataset.id ?? arguments[0]",
        NO_CARD);
  }

  /// The stops from the start of the page, or of the open dialog, until the keyboard leaves it or
  /// is back at the first.
  private List<Stop> walk(Consumer<Browser> step) {
    List<Stop> stops = new ArrayList<>();
    for (int i = 0; i < MOST_STOPS; i++) {
      step.accept(browser);
      String where = browser.script(String.class, WHERE);
      if (where.equals(OUTSIDE)) {
        return stops;
      }
      Stop stop = Stop.parse(where);
      if (stops.size() > 1 && stop.equals(stops.getFirst())) {
        return stops;
      }
      // A date is several stops of one field.
      if (stops.isEmpty() || !stops.getLast().name().equals(stop.name())) {
        stops.add(stop);
      }
    }
    throw new AssertionError("the keyboard is caught in " + names(stops));
  }

  private static List<String> names(List<Stop> stops) {
    return stops.stream().map(Stop::name).toList();
  }

  private static void assertInOrder(List<Stop> stops) {
    for (int i = 1; i < stops.size(); i++) {
      assertThat(stops.get(i).follows(stops.get(i - 1)))
          .as("%s after %s", stops.get(i), stops.get(i - 1))
          .isTrue();
    }
    assertThat(stops).allMatch(Stop::seen);
  }
}
