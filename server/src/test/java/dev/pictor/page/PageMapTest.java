package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// The collection as a map.
@ExtendWith(SharedPage.class)
class PageMapTest {

  /// How many pixels of the canvas are drawn on.
  private static final String DRAWN =
      """
      const canvas = document.querySelector('#map canvas');
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let drawn = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) drawn += 1;
      return drawn;
      """;

  private final PageHost host;
  private final Browser browser;

  PageMapTest(PageHost host, Browser browser) {
    this.host = host;
    this.browser = browser;
  }

  @BeforeEach
  void desktop() {
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  private void open() {
    browser.go(host.url());
    browser.untilText("#summary", "210 pictures");
    browser.click("#map-open");
    browser.untilText("#map .map-facts", "210 pictures");
    browser.until("drawn", PageMapTest::isDrawn);
  }

  private static boolean isDrawn(Browser browser) {
    return drawn(browser) > 1000;
  }

  private static long drawn(Browser browser) {
    return browser.script(Long.class, DRAWN);
  }

  private static String card(Browser browser) {
    return browser.script(
        String.class,
        "const card = document.querySelector('#map .map-card'); return card.hidden ? '' : card.dataset.id");
  }

  @Test
  void theLegendCountsTheGroupsAndChoosesAmongThem() throws IOException {
    open();
    assertThat(browser.url()).contains("map=folder");
    assertThat(browser.all("#map .map-legend button", "textContent"))
        .startsWith("animals42")
        .contains("kodak24", "plants7")
        .hasSize(8);
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("map");
    long whole = drawn(browser);
    browser.click("#map .map-legend li:nth-child(2) button");
    browser.until("fewer points", b -> drawn(b) < whole / 2 && drawn(b) > 0);
    assertThat(browser.all("#map .map-legend button[aria-pressed=true]", "textContent"))
        .containsExactly("things36");
    browser.screenshot("map-one-group");
    browser.click("#map .map-legend li:nth-child(2) button");
    browser.until("all points", b -> drawn(b) == whole);
    browser.script(
        Boolean.class,
        """
        const select = document.querySelector('#map-colour');
        select.value = 'year';
        return select.dispatchEvent(new Event('change'));
        """);
    browser.until("years", b -> b.all("#map .map-legend button", "textContent").contains("202153"));
    assertThat(browser.url()).contains("map=year");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void aPictureIsReachedAndOpenedWithTheKeyboardAlone() throws IOException {
    open();
    browser.until("focus", b -> focus(b).equals("CANVAS"));
    browser.press(Keys.ARROW_RIGHT);
    browser.until("a card", b -> !card(b).isEmpty());
    String first = card(browser);
    browser.press(Keys.ARROW_LEFT);
    browser.until("another card", b -> !card(b).equals(first));
    String id = card(browser);
    assertThat(
            browser.script(
                String.class, "return document.querySelector('#map > [role=status]').textContent"))
        .startsWith(
            id.substring(id.lastIndexOf('/') + 1) + ", " + id.substring(0, id.indexOf('/')));
    long before = drawn(browser);
    browser.type("+++");
    browser.until("larger points", b -> drawn(b) != before);
    browser.screenshot("map-card");
    browser.press(Keys.ENTER);
    browser.the("#detail .facts");
    assertThat(browser.text("#detail-title")).isEqualTo(id.substring(id.lastIndexOf('/') + 1));
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#detail"));
    assertThat(browser.shows("#map")).isTrue();
    assertThat(focus(browser)).isEqualTo("CANVAS");
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#map"));
    assertThat(browser.url()).doesNotContain("map=");
    assertThat(focus(browser)).isEqualTo("BUTTON");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static String focus(Browser browser) {
    return browser.script(String.class, "return document.activeElement.tagName");
  }

  @Test
  void theMouseZoomsMovesAndOpens() {
    open();
    // Wherever a point is: the keyboard shows the place of one.
    browser.press(Keys.ARROW_RIGHT);
    browser.until("a card", b -> !card(b).isEmpty());
    String id = card(browser);
    long before = drawn(browser);
    mouse("wheel", 300, 300, "deltaY: -500");
    browser.until("zoomed", b -> drawn(b) != before);
    long zoomed = drawn(browser);
    mouse("pointerdown", 300, 300, "pointerId: 1");
    mouse("pointermove", 400, 380, "pointerId: 1, buttons: 1");
    mouse("pointerup", 400, 380, "pointerId: 1");
    browser.until("moved", b -> drawn(b) != zoomed);
    assertThat(browser.shows("#detail")).isFalse();
    browser.click("#map .map-zoom .button:last-child");
    browser.until("the whole map", b -> drawn(b) == before);
    String place =
        browser.script(
            String.class,
            """
            const card = document.querySelector('#map .map-card');
            const canvas = document.querySelector('#map canvas');
            const {left, top} = canvas.getBoundingClientRect();
            return [parseFloat(card.style.left) - 16, parseFloat(card.style.top) - 16].join(' ');
            """);
    int left = (int) Double.parseDouble(place.substring(0, place.indexOf(' ')));
    int top = (int) Double.parseDouble(place.substring(place.indexOf(' ') + 1));
    mouse("pointerdown", left, top, "pointerId: 1");
    mouse("pointerup", left, top, "pointerId: 1");
    browser.the("#detail .facts");
    assertThat(browser.text("#detail-title")).isEqualTo(id.substring(id.lastIndexOf('/') + 1));
  }

  /// An event at a place of the canvas.
  private void mouse(String type, int left, int top, String more) {
    browser.script(
        Boolean.class,
        """
        const canvas = document.querySelector('#map canvas');
        canvas.setPointerCapture = () => {};
        const box = canvas.getBoundingClientRect();
        const place = {clientX: box.left + %d, clientY: box.top + %d, bubbles: true, cancelable: true, pointerType: 'mouse', %s};
        canvas.dispatchEvent(new (%s)('%s', place));
        return true;
        """
            .formatted(
                left, top, more, type.equals("wheel") ? "WheelEvent" : "PointerEvent", type));
  }

  @Test
  void anAddressOpensTheMapAndThePictureAboveIt() {
    browser.go(host.url() + "/?map=format&picture=kodak%2Fkodim01.jpg");
    browser.the("#detail .facts");
    browser.untilText("#detail-title", "kodim01.jpg");
    // Escape closes together what came without a person's doing.
    browser.click("#detail .close");
    browser.until("closed", b -> !b.shows("#detail"));
    browser.until(
        "formats", b -> b.all("#map .map-legend button", "textContent").contains("jpeg210"));
  }

  @Test
  void aChinesePhoneShowsTheMap() throws IOException {
    try (Browser phone = Browser.open(Look.PHONE)) {
      phone.go(host.url());
      phone.untilText("#summary", "共 210 张图片");
      phone.click("#map-open");
      phone.untilText("#map .map-facts", "共 210 张图片。相似的图片彼此靠近");
      phone.until("drawn", PageMapTest::isDrawn);
      phone.screenshot("map-phone");
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      assertThat(PageAccessTest.violationsOf(phone)).isEmpty();
      phone.click("#map .map-legend button");
      phone.until(
          "one group", b -> b.all("#map .map-legend [aria-pressed=true]", "type").size() == 1);
      phone.screenshot("map-phone-one");
      phone.look(Look.SMALL_PHONE);
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      assertThat(phone.consoleErrors()).isEmpty();
    }
  }
}
