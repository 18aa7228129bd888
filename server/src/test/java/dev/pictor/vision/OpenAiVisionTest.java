package dev.pictor.vision;

import static dev.pictor.vision.FakeVision.endsAfter;
import static dev.pictor.vision.FakeVision.failsAfter;
import static dev.pictor.vision.FakeVision.filtersAfter;
import static dev.pictor.vision.FakeVision.refuses;
import static dev.pictor.vision.FakeVision.says;
import static dev.pictor.vision.FakeVision.saysAtOnce;
import static dev.pictor.vision.FakeVision.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.answer.Ending;
import dev.pictor.answer.VisionModel.Request;
import dev.pictor.answer.VisionModel.Shown;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The client against a server that behaves as well and as badly as real ones.
class OpenAiVisionTest {

  private static final String KEY = "sk-secret-of-the-operator";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> AT_ONCE = Map.of("Retry-After", "0");

  private final List<String> heard = new ArrayList<>();
  private FakeVision server;

  @BeforeEach
  void start() throws IOException {
    server = FakeVision.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ending ask() {
    return ask(server.url(), KEY, PATIENCE);
  }

  private Ending ask(URI url, String key, Duration timeout) {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, 1, 2, 3};
    Request request = new Request("Be brief.", List.of(new Shown("[1] dog.jpg", jpeg)), "What?");
    try (OpenAiVision vision = new OpenAiVision(new VisionSettings(url, "llava", key, timeout))) {
      return vision.answer(request, heard::add);
    }
  }

  private static Failure failure(Ending ending) {
    assertThat(ending).isInstanceOf(Ending.Failed.class);
    return ((Ending.Failed) ending).failure();
  }

  private static void assertFails(Ending ending, ErrorCode code, String... words) {
    assertThat(failure(ending).diagnosis().code()).isEqualTo(code);
    assertThat(failure(ending).sentence()).contains(words).doesNotContain(KEY);
  }

  @Test
  void anAnswerComesPieceByPiece() {
    server.next(says("It is ", "a 狗", "."));

    assertThat(ask()).isEqualTo(new Ending.Complete());

    assertThat(heard).containsExactly("It is ", "a 狗", ".");
  }

  @Test
  void theQuestionIsSentAsTheProtocolHasIt() {
    assertThat(ask()).isEqualTo(new Ending.Complete());

    FakeVision.Asked asked = server.asked().getFirst();
    assertThat(asked.path()).isEqualTo("/v1/chat/completions");
    assertThat(asked.authorization()).isEqualTo("Bearer " + KEY);
    assertThat(asked.body().path("model").stringValue()).isEqualTo("llava");
    assertThat(asked.body().path("stream").booleanValue()).isTrue();
    assertThat(asked.body().at("/messages/0/role").stringValue()).isEqualTo("system");
    assertThat(asked.body().at("/messages/0/content").stringValue()).isEqualTo("Be brief.");
    assertThat(asked.body().at("/messages/1/content"))
        .extracting(part -> part.path("type").stringValue())
        .containsExactly("text", "image_url", "text");
    assertThat(asked.body().at("/messages/1/content/2/text").stringValue()).isEqualTo("What?");
    assertThat(asked.pictures())
        .containsExactly(
            "data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(new byte[] {-1, -40, 1, 2, 3}));
  }

  @Test
  void withoutAKeyNoneIsSent() {
    assertThat(ask(server.url(), "", PATIENCE)).isEqualTo(new Ending.Complete());

    assertThat(server.asked().getFirst().authorization()).isEmpty();
  }

  @Test
  void aServerThatDoesNotStreamIsUnderstood() {
    server.next(saysAtOnce("A dog."));

    assertThat(ask()).isEqualTo(new Ending.Complete());

    assertThat(heard).containsExactly("A dog.");
  }

  @ParameterizedTest
  @CsvSource({"429", "500", "502", "503"})
  void aPassingTroubleIsTriedAgain(int status) {
    server.next(status(status, AT_ONCE, "{}"), status(status, AT_ONCE, "{}"), says("Now."));

    assertThat(ask()).isEqualTo(new Ending.Complete());

    assertThat(heard).containsExactly("Now.");
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aLastingTroubleIsToldAfterThreeTries() {
    server.next(
        status(429, AT_ONCE, "{\"error\":{\"message\":\"slow down\"}}"),
        status(429, AT_ONCE, "{\"error\":{\"message\":\"slow down\"}}"),
        status(429, AT_ONCE, "{\"error\":{\"message\":\"slow down\"}}"));

    assertFails(ask(), ErrorCode.ANSWER_BUSY, "429", "slow down");

    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aPauseBeyondTheTimeoutIsNotWaitedFor() {
    server.next(status(429, Map.of("Retry-After", "3600"), "{}"));

    assertFails(ask(), ErrorCode.ANSWER_BUSY, "429");

    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void nobodyAtTheAddressIsToldWithTheSetting() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:%d/v1".formatted(free));

    assertFails(ask(url, KEY, PATIENCE), ErrorCode.ANSWER_UNREACHABLE, "answer-url: " + url);
  }

  @Test
  void aServerThatNeverAnswersIsLeft() {
    server.next(server.never());

    assertFails(
        ask(server.url(), KEY, Duration.ofMillis(300)), ErrorCode.ANSWER_LATE, "answer-timeout");

    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aServerThatHangsInTheMiddleIsLeftAndWhatItSaidStays() {
    server.next(server.hangsAfter("It is "));

    assertFails(
        ask(server.url(), KEY, Duration.ofSeconds(2)), ErrorCode.ANSWER_LATE, "answer-timeout");

    assertThat(heard).containsExactly("It is ");
  }

  @Test
  void aCutConnectionIsToldAndWhatWasSaidStays() {
    server.next(server.isCutAfter("It is "));

    Ending ending =
        answer(
            piece -> {
              heard.add(piece);
              server.cut();
            });

    assertFails(ending, ErrorCode.ANSWER_BROKEN, "broke the answer off");
    assertThat(heard).containsExactly("It is ");
    assertThat(server.asked()).as("what was said is not said again").hasSize(1);
  }

  @Test
  void anEndInTheMiddleIsTold() {
    server.next(endsAfter("It is "));

    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "it ends in the middle");
  }

  @Test
  void aFailureInsideTheStreamIsTold() {
    server.next(failsAfter("out of memory", "It is "));

    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "out of memory");
  }

  @Test
  void aRefusalIsPassedOn() {
    server.next(refuses("I cannot help with that."));

    assertThat(ask()).isEqualTo(new Ending.Refused("I cannot help with that."));

    assertThat(heard).isEmpty();
  }

  @Test
  void aFilterThatStopsTheAnswerIsARefusal() {
    server.next(filtersAfter("It is "));

    assertThat(ask()).isEqualTo(new Ending.Refused(""));

    assertThat(heard).containsExactly("It is ");
  }

  @Test
  void aRefusedKeyIsToldWithTheSettingAndWithoutTheKey() {
    server.next(
        status(401, Map.of(), "{\"error\":{\"message\":\"Incorrect API key: " + KEY + "\"}}"));

    assertFails(ask(), ErrorCode.ANSWER_KEY_REFUSED, "answer-key: refused", "PICTOR_ANSWER_KEY");

    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aKeyInTheWordsOfTheServerIsMasked() {
    server.next(status(400, Map.of(), "{\"error\":{\"message\":\"bad request of " + KEY + "\"}}"));

    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "bad request of ***");
  }

  @Test
  void aMissingModelIsToldWithItsName() {
    server.next(status(404, Map.of(), "{\"error\":{\"message\":\"model 'llava' not found\"}}"));

    assertFails(ask(), ErrorCode.ANSWER_MODEL_MISSING, "answer-model: llava", "ollama pull llava");
  }

  @Test
  void anAddressWithoutTheApiIsTold() {
    server.next(status(404, Map.of(), "<h1>Not Found</h1>"));

    assertFails(ask(), ErrorCode.ANSWER_UNREACHABLE, "answer-url", "ends in /v1");
  }

  @Test
  void answersThatAreNoProtocolAreTold() {
    server.next(status(200, Map.of(), "<html>router login</html>"));
    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "<html>router login</html>");

    server.next(status(200, Map.of(), ""));
    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "an empty answer");

    server.next(says());
    assertFails(ask(), ErrorCode.ANSWER_BROKEN, "an empty answer");
    assertThat(heard).isEmpty();
  }

  @Test
  void anInterruptEndsTheAnswer() throws InterruptedException {
    server.next(server.talksOn());
    List<Ending> endings = new ArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .unstarted(
                () ->
                    endings.add(
                        answer(
                            // The first piece shows that the answer has begun.
                            _ -> Thread.currentThread().interrupt())));
    thread.start();
    thread.join();

    server.awaitGone();
    assertThat(endings).hasSize(1);
    assertThat(failure(endings.getFirst()).sentence()).contains("stopped before its end");
  }

  private Ending answer(java.util.function.Consumer<String> listener) {
    try (OpenAiVision vision =
        new OpenAiVision(new VisionSettings(server.url(), "llava", "", PATIENCE))) {
      return vision.answer(new Request("Be brief.", List.of(), "What?"), listener);
    }
  }
}
