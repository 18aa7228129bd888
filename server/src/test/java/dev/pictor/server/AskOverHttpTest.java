package dev.pictor.server;

import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static dev.pictor.vision.FakeVision.endsAfter;
import static dev.pictor.vision.FakeVision.filtersAfter;
import static dev.pictor.vision.FakeVision.refuses;
import static dev.pictor.vision.FakeVision.says;
import static dev.pictor.vision.FakeVision.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.vision.FakeVision;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Questions over real photos, asked over HTTP and answered by a vision model that is a local
/// server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskOverHttpTest {

  private static final String KEY = "sk-secret-of-the-operator";
  private static final String ASK = "api/v1/ask";
  private static final String BIRDS = "{\"question\": \"What birds are there?\"}";

  @TempDir static Path temp;
  private FakeVision vision;
  private PhotosServer photos;

  @BeforeAll
  void start() throws Exception {
    vision = FakeVision.start();
    photos =
        PhotosServer.start(
            temp,
            settings ->
                settings
                    .answerUrl(vision.url().toString())
                    .answerModel("llava")
                    .answerKey(KEY)
                    .answerTimeout(Duration.ofSeconds(60)));
  }

  @AfterAll
  void stop() {
    photos.close();
    vision.close();
  }

  @BeforeEach
  void forget() {
    vision.forget();
  }

  private JsonNode ask(String json) throws Exception {
    HttpResponse<String> response = photos.post(ASK, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private HttpRequest.Builder streamed(String json) {
    return photos
        .client()
        .request(ASK)
        .header("Content-Type", "application/json")
        .header("Accept", "text/event-stream")
        .POST(BodyPublishers.ofString(json));
  }

  /// The names of the events, and their data.
  private List<Map.Entry<String, JsonNode>> events(String json) throws Exception {
    HttpResponse<String> response = photos.client().send(streamed(json));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    List<Map.Entry<String, JsonNode>> events = new ArrayList<>();
    for (String block : response.body().split("\n\n", -1)) {
      if (block.startsWith("event: ")) {
        String[] lines = block.split("\n", -1);
        events.add(
            Map.entry(
                lines[0].substring("event: ".length()),
                TestClient.JSON.readTree(lines[1].substring("data: ".length()))));
      }
    }
    return events;
  }

  private static BufferedImage picture(String dataUrl) {
    String prefix = "data:image/jpeg;base64,";
    assertThat(dataUrl).startsWith(prefix);
    try {
      return ImageIO.read(
          new ByteArrayInputStream(Base64.getDecoder().decode(dataUrl.substring(prefix.length()))));
    } catch (IOException e) {
      throw new AssertionError("no JPEG", e);
    }
  }

  @Test
  void theModelAnswersFromThePicturesThatMatch() throws Exception {
    vision.next(says("An eagle ", "flies [1], ", "a fox does not [3]."));

    JsonNode answer = ask(BIRDS);

    assertThat(answer.path("answer").stringValue())
        .isEqualTo("An eagle flies [1], a fox does not [3].");
    assertThat(answer.path("by").stringValue()).isEqualTo("model");
    assertThat(answer.path("model").stringValue()).isEqualTo("llava");
    assertThat(ids(answer, "sources")).hasSize(3).allMatch(id -> id.startsWith("animals/"));
    assertThat(answer.path("sources"))
        .extracting(source -> source.path("cited").booleanValue())
        .containsExactly(true, false, true);
    assertThat(answer.at("/sources/0/thumbnail").stringValue())
        .startsWith("/api/v1/collections/photos/images/animals%2F");
    assertThat(answer.at("/timings/total").isNumber()).isTrue();
    assertThat(answer.has("failed")).isFalse();
  }

  @Test
  void theModelIsShownThePicturesScaledWithTheirNotes() throws Exception {
    JsonNode answer = ask(BIRDS);

    FakeVision.Asked asked = vision.asked().getFirst();
    assertThat(asked.authorization()).isEqualTo("Bearer " + KEY);
    assertThat(asked.body().path("model").stringValue()).isEqualTo("llava");
    assertThat(asked.pictures()).hasSize(3);
    for (String url : asked.pictures()) {
      BufferedImage picture = picture(url);
      assertThat(Math.max(picture.getWidth(), picture.getHeight())).isBetween(200, 768);
    }
    JsonNode content = asked.body().at("/messages/1/content");
    String first = ids(answer, "sources").getFirst();
    assertThat(content.at("/0/text").stringValue())
        .startsWith("[1] " + first.substring(first.indexOf('/') + 1) + ", animals, ");
    assertThat(content.path(content.size() - 1).path("text").stringValue())
        .endsWith("What birds are there?");
    assertThat(asked.body().at("/messages/0/content").stringValue()).contains("in English");
  }

  @Test
  void aChineseQuestionIsPutInChinese() throws Exception {
    JsonNode answer = ask("{\"question\": \"图片里有什么鸟？\", \"limit\": 2}");

    assertThat(ids(answer, "sources")).hasSize(2).allMatch(id -> id.startsWith("animals/"));
    assertThat(vision.asked().getFirst().pictures()).hasSize(2);
    assertThat(vision.asked().getFirst().body().at("/messages/0/content").stringValue())
        .contains("使用中文");
  }

  @Test
  void eventsTellTheSourcesThenTheWordsThenTheWhole() throws Exception {
    vision.next(says("An ", "eagle [1]."));

    List<Map.Entry<String, JsonNode>> events = events(BIRDS);

    assertThat(events)
        .extracting(Map.Entry::getKey)
        .containsExactly("sources", "text", "text", "end");
    assertThat(ids(events.get(0).getValue(), "sources")).hasSize(3);
    assertThat(events.get(1).getValue().path("text").stringValue()).isEqualTo("An ");
    assertThat(events.get(3).getValue().path("answer").stringValue()).isEqualTo("An eagle [1].");
    assertThat(events.get(3).getValue().at("/sources/0/cited").booleanValue()).isTrue();
  }

  @Test
  void whenNothingMatchesNoModelIsAsked() throws Exception {
    JsonNode answer = ask("{\"question\": \"What is the concept of inflation-adjusted tax law?\"}");

    assertThat(answer.path("answer").stringValue())
        .startsWith("No picture matches “concept of inflation-adjusted tax law”, of 12 in all");
    assertThat(answer.path("by").stringValue()).isEqualTo("metadata");
    assertThat(answer.path("sources")).isEmpty();
    assertThat(vision.asked()).isEmpty();
  }

  @Test
  void aFilterNarrowsDownWhatIsShown() throws Exception {
    JsonNode answer =
        ask("{\"question\": \"Which food is on the plate?\", \"filter\": {\"folder\": \"food\"}}");

    assertThat(ids(answer, "sources")).isNotEmpty().allMatch(id -> id.startsWith("food/"));
  }

  @Test
  void onePictureOfTheCollectionIsAskedAbout() throws Exception {
    JsonNode answer =
        ask("{\"question\": \"What is it?\", \"id\": \"%s\"}".formatted(photos.first()));

    assertThat(ids(answer, "sources")).containsExactly(photos.first());
    assertThat(vision.asked().getFirst().pictures()).hasSize(1);
  }

  @Test
  void aPictureOfTheClientIsAskedAbout() throws Exception {
    JsonNode answer =
        ask("{\"question\": \"What is it?\", \"image\": %s}".formatted(photos.base64()));
    assertThat(answer.path("by").stringValue()).isEqualTo("model");
    assertThat(answer.path("sources")).isEmpty();
    assertThat(vision.asked().getFirst().pictures()).hasSize(1);

    HttpResponse<String> uploaded =
        photos.form(ASK, "{\"question\": \"What is it?\"}", photos.picture());
    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
    assertThat(vision.asked().get(1).pictures()).isEqualTo(vision.asked().get(0).pictures());
  }

  @Test
  void aLargePictureIsScaledDown() throws Exception {
    ByteArrayOutputStream large = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(2000, 1500, BufferedImage.TYPE_INT_RGB), "jpeg", large);

    HttpResponse<String> uploaded =
        photos.form(ASK, "{\"question\": \"What is it?\"}", large.toByteArray());

    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
    BufferedImage sent = picture(vision.asked().getFirst().pictures().getFirst());
    assertThat(sent.getWidth()).isEqualTo(768);
    assertThat(sent.getHeight()).isEqualTo(576);
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheModel() throws Exception {
    vision.next(refuses("I do not talk about people."));
    JsonNode answer = ask(BIRDS);
    assertThat(answer.path("refused").stringValue()).isEqualTo("I do not talk about people.");
    assertThat(answer.path("answer").stringValue()).isEmpty();

    vision.next(filtersAfter("It "));
    JsonNode filtered = ask("{\"question\": \"图片里有什么鸟？\"}");
    assertThat(filtered.path("answer").stringValue()).isEqualTo("It ");
    assertThat(filtered.path("refused").stringValue()).isEqualTo("视觉模型不愿回答这个问题。");
  }

  @Test
  void whatCameBeforeTheBreakIsDelivered() throws Exception {
    vision.next(endsAfter("An eagle "), endsAfter("An eagle "));

    JsonNode answer = ask(BIRDS);
    assertThat(answer.path("answer").stringValue()).isEqualTo("An eagle ");
    assertThat(answer.at("/failed/code").stringValue()).isEqualTo("answer-broken");
    assertThat(answer.at("/failed/values/model").stringValue()).isEqualTo("llava");

    List<Map.Entry<String, JsonNode>> events = events(BIRDS);
    assertThat(events).extracting(Map.Entry::getKey).containsExactly("sources", "text", "end");
    assertThat(events.get(2).getValue().at("/failed/reason").stringValue())
        .contains("broke the answer off");
  }

  @Test
  void anEndpointThatFailsBeforeTheFirstWordIsABadGateway() throws Exception {
    vision.next(status(401, Map.of(), "{\"error\":{\"message\":\"bad key " + KEY + "\"}}"));

    HttpResponse<String> response = photos.post(ASK, BIRDS);

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(json(response).path("code").stringValue()).isEqualTo("answer-key-refused");
    assertThat(json(response).path("detail").stringValue()).contains("PICTOR_ANSWER_KEY");
    assertThat(response.body()).doesNotContain(KEY);
  }

  @Test
  void aClientThatHangsUpEndsTheCall() throws Exception {
    vision.next(vision.talksOn());

    HttpResponse<InputStream> response =
        photos.client().send(streamed(BIRDS), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(new String(body.readNBytes(14), StandardCharsets.UTF_8))
          .isEqualTo("event: sources");
    }

    vision.awaitGone();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                 | 400 | question: missing
          {"question": " "}                                  | 400 | question: 0 characters
          {"question": "a", "limit": 17}                     | 400 | limit: 17 (expected: 1 to 16)
          {"question": "a", "language": "fr"}                | 400 | language: fr (expected: en or zh)
          {"question": "a", "ids": 1}                        | 400 | ids: unknown field
          {"question": "a", "collection": "no"}              | 404 | collection: no
          {"question": "a", "id": "no"}                      | 404 | id: no
          {"question": "a", "id": "x", "filter": {"f": 1}}   | 400 | filter: given beside id
          {"question": "a", "id": "x", "image": {"type": "base64", "value": "AAAA"}} | 400 | picture: several
          {"question": "a", "image": {"type": "base64", "value": "AAAA"}} | 422 | picture
          """)
  void aWrongQuestionIsRefusedByName(String body, int status, String message) throws Exception {
    HttpResponse<String> response = photos.post(ASK, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).path("detail").stringValue()).contains(message);
    assertThat(vision.asked()).isEmpty();
  }
}
