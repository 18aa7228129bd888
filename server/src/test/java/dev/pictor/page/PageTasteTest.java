package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// Pictures are liked and disliked, and bring others and surprises.
@ExtendWith(SharedPage.class)
class PageTasteTest {

  private static final String FOOD = "/?folder=food";

  private final PageHost host;
  private final Browser browser;

  PageTasteTest(PageHost host, Browser browser) {
    this.host = host;
    this.browser = browser;
  }

  @BeforeEach
  void desktop() {
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  private static List<String> shown(Browser browser) {
    browser.untilAnswered();
    return browser.all("#grid [data-id]", "data-id");
  }

  private static String pressed(Browser browser) {
    return String.join(" ", browser.all("#grid .tool[aria-pressed=true]", "data-rating"));
  }

  @Test
  void likedPicturesBringMoreLikeTheseAndStayAfterAReload() throws IOException {
    browser.go(host.url() + FOOD);
    browser.untilText("#summary", "pictures");
    List<String> food = shown(browser);
    assertThat(browser.shows("#taste")).isFalse();
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    browser.type("l");
    browser.press(Keys.ARROW_RIGHT);
    browser.type("l");
    browser.press(Keys.ARROW_RIGHT);
    browser.type("x");
    browser.the("#taste .disliked .chip");
    assertThat(browser.all("#taste .liked .chip", "title"))
        .containsExactly(name(food.get(0)), name(food.get(1)));
    assertThat(browser.all("#taste .disliked .chip", "title")).containsExactly(name(food.get(2)));
    assertThat(pressed(browser)).isEqualTo("liked liked disliked");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("taste-bar");

    browser.click("#filters-clear");
    browser.untilText("#summary", "210 pictures");
    browser.click("#taste .button.first");
    browser.untilText("#summary", "30 pictures you may like");
    List<String> more = shown(browser);
    assertThat(more).hasSize(30).doesNotContainAnyElementsOf(food.subList(0, 3));
    assertThat(more.subList(0, 5)).anyMatch(id -> id.startsWith("food/"));
    assertThat(browser.url()).contains("suggest=more");
    browser.screenshot("taste-more");

    browser.go(browser.url());
    browser.untilText("#summary", "30 pictures you may like");
    assertThat(shown(browser)).isEqualTo(more);
    assertThat(browser.all("#taste .liked .chip", "title")).hasSize(2);
    browser.back();
    browser.click("#taste .quiet");
    browser.until("nothing is rated", b -> !b.shows("#taste"));
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  @Test
  void aRatingIsTakenBackOrChanged() {
    browser.go(host.url() + FOOD);
    browser.untilText("#summary", "pictures");
    browser.type("/");
    browser.press(Keys.ARROW_DOWN);
    browser.type("l");
    browser.the("#taste .liked .chip");
    browser.type("x");
    browser.until("disliked", b -> pressed(b).equals("disliked"));
    assertThat(browser.shows("#taste .liked")).isFalse();
    assertThat(browser.all("#taste .button.first:disabled", "type")).hasSize(1);
    browser.type("x");
    browser.until("not rated", b -> pressed(b).isEmpty() && !b.shows("#taste"));
  }

  @Test
  void surprisesDifferAndGoingBackBringsTheFormerOne() throws IOException {
    browser.go(host.url());
    browser.untilText("#summary", "210 pictures");
    browser.click("#surprise");
    browser.untilText("#summary", "30 pictures for a surprise");
    List<String> first = shown(browser);
    String address = browser.url();
    browser.screenshot("taste-surprise");
    browser.click("#surprise");
    browser.until("another seed", b -> !b.url().equals(address));
    browser.until("another surprise", b -> !shown(b).equals(first));
    browser.back();
    browser.until("the former surprise", b -> shown(b).equals(first));
    browser.the("#text").sendKeys("red car" + Keys.ENTER);
    browser.untilText("#summary", "match");
    assertThat(browser.url()).doesNotContain("suggest");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void aPictureIsRatedWhereItIsSeenLarge() throws IOException {
    browser.go(host.url() + FOOD);
    browser.untilText("#summary", "pictures");
    browser.click("#grid .open");
    browser.the("#detail .facts");
    browser.click("#detail .button.liked");
    browser.until("liked", b -> pressed(b).equals("liked"));
    assertThat(browser.all("#detail .liked[aria-pressed=true]", "type")).hasSize(1);
    browser.type("x");
    browser.until("disliked", b -> pressed(b).equals("disliked"));
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("taste-detail");
  }

  @Test
  void aPictureThatIsGoneIsForgotten() {
    browser.go(host.url());
    browser.script(
        Boolean.class,
        """
        localStorage.setItem('pictor.ratings', JSON.stringify({photos: {liked: ['gone.jpg', arguments[0]], disliked: []}}));
        return true
        """,
        "kodak/kodim01.jpg");
    browser.go(host.url() + "/?suggest=more");
    browser.untilText("#summary", "30 pictures you may like");
    assertThat(browser.all("#taste .chip", "title")).containsExactly("kodim01.jpg");
  }

  @Test
  void withoutLikesTheAddressOfSuggestionsSaysWhatToDo() {
    browser.go(host.url() + "/?suggest=more");
    browser.untilText("#notice", "Give pictures a thumbs up");
  }

  @Test
  void aChinesePhoneRatesAndIsSurprised() throws IOException {
    try (Browser phone = Browser.open(Look.PHONE)) {
      phone.go(host.url());
      phone.untilText("#summary", "共 210 张图片");
      phone.click("#grid .tool.liked");
      phone.click("#grid .tile:nth-child(2) .tool.disliked");
      phone.untilText("#taste", "更多类似图片");
      phone.screenshot("taste-phone-bar");
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      assertThat(PageAccessTest.violationsOf(phone)).isEmpty();
      phone.click("#taste .button.first");
      phone.untilText("#summary", "你可能喜欢的 30 张图片");
      phone.screenshot("taste-phone-more");
      phone.click("#surprise");
      phone.untilText("#summary", "意想不到的 30 张图片");
      phone.screenshot("taste-phone-surprise");
      phone.click("#grid .open");
      phone.untilText("#detail .thumbs", "不喜欢");
      phone.screenshot("taste-phone-detail");
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      assertThat(phone.consoleErrors()).isEmpty();
    }
  }
}
