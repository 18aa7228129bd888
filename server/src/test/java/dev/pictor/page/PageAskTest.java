package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import dev.pictor.vision.FakeVision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/// Questions on the page, answered by a vision model that is a local server, and without one.
@ExtendWith(SharedPage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageAskTest {

  private static final Path KODAK = Path.of("..", "examples", "photos", "kodak", "kodim05.jpg");

  private final PageHost withoutModel;
  private final Browser browser;
  private FakeVision vision;
  private PageHost host;

  PageAskTest(PageHost withoutModel, Browser browser) {
    this.withoutModel = withoutModel;
    this.browser = browser;
  }

  @BeforeAll
  void start() throws IOException {
    vision = FakeVision.start();
    host =
        PageHost.openIndexed(
            Scene.PHOTOS,
            config -> config.answerUrl(vision.url().toString()).answerModel("qwen2.5vl"));
  }

  @AfterAll
  void stop() {
    host.close();
    vision.close();
  }

  @BeforeEach
  void forget() {
    vision.forget();
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  private void ask(PageHost where, String question) {
    browser.go(where.url());
    browser.untilText("#summary", "210 pictures");
    browser.type("/", question);
    browser.press(Keys.ENTER);
    browser.until("the question can be asked", b -> b.shows("#ask.strong"));
    browser.untilAnswered();
    browser.click("#ask");
  }

  @Test
  void anAnswerIsToldWithThePicturesThatItIsMadeFrom() throws IOException {
    vision.next(FakeVision.says("Zebras stand ", "in the grass [1], [2]."));

    ask(host, "What are the zebras doing?");

    browser.untilText("#answer .words", "Zebras stand in the grass [1], [2].");
    browser.untilText("#answer .muted", "qwen2.5vl looked at 4 pictures.");
    assertThat(browser.text("#answer h2")).isEqualTo("What are the zebras doing?");
    assertThat(browser.all("#answer .source", "data-id")).hasSize(4);
    assertThat(browser.all("#answer .source.cited", "data-id")).hasSize(2);
    browser.screenshot("desktop-answer");
    browser.click("#answer .source");
    browser.the("#detail .facts");
    browser.press(Keys.ESCAPE);
    browser.until("closed", b -> !b.shows("#detail"));
    assertThat(browser.text("#answer .words")).startsWith("Zebras");
    browser.click("#answer .head button");
    assertThat(browser.shows("#answer")).isFalse();
    assertThat(browser.script(String.class, "return document.activeElement.id")).isEqualTo("ask");
    assertThat(browser.consoleErrors()).isEmpty();
    assertThat(browser.requestsBeyond(host.url())).isEmpty();
  }

  @Test
  void wordsAppearWhileTheModelStillSpeaks() {
    vision.next(vision.hangsAfter("Zebras stand "));

    ask(host, "What are the zebras doing?");

    browser.untilText("#answer .words", "Zebras stand");
    assertThat(browser.all("#answer[aria-busy]", "id")).hasSize(1);
    assertThat(browser.all("#answer .source", "data-id")).hasSize(4);
    browser.click("#answer .head button");
    assertThat(browser.shows("#answer")).isFalse();
  }

  @Test
  void anotherQuestionTakesTheAnswerAway() {
    ask(host, "What are the zebras doing?");
    browser.untilText("#answer .words", "a dog");

    browser.type("/", "red car");
    browser.press(Keys.ENTER);

    browser.until("no answer to another question", b -> !b.shows("#answer"));
    browser.until("plain words are only offered quietly", b -> !b.shows("#ask.strong"));
    assertThat(browser.shows("#ask")).isTrue();
  }

  @Test
  void whatWentWrongIsToldBesideWhatWasSaid() throws IOException {
    vision.next(
        FakeVision.endsAfter("Zebras stand "),
        FakeVision.status(401, Map.of(), "{}"),
        FakeVision.refuses("I would rather not."));

    ask(host, "What are the zebras doing?");
    browser.untilText("#answer .alert", "broke off");
    assertThat(browser.text("#answer .words")).isEqualTo("Zebras stand");
    browser.screenshot("desktop-answer-broken");

    browser.click("#ask");
    browser.untilText("#answer .alert", "does not accept Pictor’s key. Setting answer-key.");

    browser.click("#language");
    browser.untilText("#answer .alert", "不接受 Pictor 的密钥（设置项 answer-key）");
    browser.click("#language");

    browser.click("#ask");
    browser.untilText("#answer .alert", "The model did not answer: I would rather not.");
  }

  @Test
  void withoutAModelTheRecordsAnswerAndSaySo() throws IOException {
    ask(withoutModel, "How many zebras are there?");

    browser.untilText("#answer .words", "Pictures that match “zebras”: ");
    assertThat(browser.text("#answer .words")).contains("no vision model is set up");
    assertThat(browser.text("#answer .muted")).contains("No vision model looked");
    assertThat(browser.all("#answer .source", "data-id").getFirst()).startsWith("animals/");
    browser.screenshot("desktop-answer-records");
  }

  @Test
  void anUploadedPictureIsAskedAbout() {
    browser.go(host.url());
    browser.untilText("#summary", "210 pictures");
    browser.upload(KODAK);
    browser.the(".chip");
    browser.type("/", "What is it?");
    browser.press(Keys.ENTER);
    browser.until("the question can be asked", b -> b.shows("#ask.strong"));
    browser.untilAnswered();
    browser.click("#ask");

    browser.untilText("#answer .muted", "qwen2.5vl looked at 1 picture.");
    assertThat(browser.all("#answer .source", "data-id")).isEmpty();
    assertThat(vision.asked().getFirst().pictures()).hasSize(1);
  }

  @Test
  void aChinesePhoneAsksAndIsAnswered() throws IOException {
    vision.next(FakeVision.says("斑马站在", "草地上 [1]。"));
    try (Browser phone = Browser.open(Look.PHONE)) {
      phone.go(host.url());
      phone.untilText("#summary", "共 210 张图片");
      phone.the("#text").sendKeys("斑马在做什么？" + Keys.ENTER);
      phone.until("the question can be asked", b -> b.shows("#ask.strong"));
      phone.untilAnswered();
      assertThat(phone.text("#ask")).isEqualTo("提问");
      phone.click("#ask");
      phone.untilText("#answer .words", "斑马站在草地上 [1]。");
      phone.untilText("#answer .muted", "qwen2.5vl 查看了 4 张图片。");
      phone.screenshot("phone-answer");
      assertThat(PageLooksTest.overflowing(phone)).isEmpty();
      assertThat(phone.consoleErrors()).isEmpty();
    }
    assertThat(vision.asked().getFirst().body().at("/messages/0/content").stringValue())
        .contains("使用中文");
  }
}
