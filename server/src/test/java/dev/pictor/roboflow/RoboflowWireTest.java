package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Answers of the wire, in the reference's shape.
class RoboflowWireTest {

  private static WebServer open;
  private static WebServer locked;

  @BeforeAll
  static void start() {
    open = WireServer.start(List.of());
    locked = WireServer.start(List.of("K"));
  }

  @AfterAll
  static void stop() {
    open.stop();
    locked.stop();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return WireServer.send(open, path, body);
  }

  @Test
  void anEmbeddingAnswerHasTheKeysOfTheReferenceInItsOrderWithNulls() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_text", "{\"text\":\"ab\",\"api_key\":null,\"unknown\":1}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body().replaceFirst("\"time\":[0-9.E-]+", "\"time\":T"))
        .isEqualTo(
            "{\"inference_id\":null,\"frame_id\":null,\"time\":T,\"resolved_model\":{\"model_id\":"
                + "\"clip/pocket\",\"model_package_id\":\""
                + WordModels.FINGERPRINT
                + "\",\"backend\":\"onnx\",\"quantization\":null},"
                + "\"embeddings\":[[0.1,1.0,1.0]]}");
  }

  @Test
  void aListOfPicturesBeyondTheReferencesLimitIsAnsweredOneByOneInOrder() throws Exception {
    String list =
        IntStream.range(20, 120)
            .mapToObj(n -> WireServer.image(WireServer.jpeg(n)))
            .collect(Collectors.joining(","));

    JsonNode embeddings =
        WireServer.json(post("/clip/embed_image", "{\"image\":[" + list + "]}")).path("embeddings");

    assertThat(embeddings.size()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(embeddings.get(i).get(0).intValue()).isEqualTo(20 + i);
    }
  }

  @Test
  void theTutorialsListOfBareBase64IsRead() throws Exception {
    String body =
        "{\"images\":[\""
            + WireServer.jpeg(30)
            + "\","
            + WireServer.image(WireServer.jpeg(31))
            + "]}";

    assertThat(WireServer.json(post("/clip/embed_image", body)).path("embeddings").size())
        .isEqualTo(2);
  }

  @Test
  void base64IsReadInEverySpelling() throws Exception {
    String plain = WireServer.jpeg(31);
    for (String value :
        List.of(
            plain.replace("=", ""),
            "data:image/svg+xml;base64," + plain,
            "data:application/x;charset=x;base64," + plain,
            plain.substring(0, 8) + "\\n " + plain.substring(8))) {
      assertThat(
              post("/clip/embed_image", "{\"image\":" + WireServer.image(value) + "}").statusCode())
          .as(value)
          .isEqualTo(200);
    }
  }

  @Test
  void emptyListsOfTextsAndPromptsAreAnsweredEmpty() throws Exception {
    assertThat(post("/clip/embed_text", "{\"text\":[]}").body()).endsWith("\"embeddings\":[]}");
    assertThat(
            WireServer.compare(open, "\"subject_type\":\"text\",\"subject\":\"a\",\"prompt\":[]")
                .body())
        .endsWith("\"similarity\":[],\"parent_id\":null}");
    assertThat(
            WireServer.compare(open, "\"subject_type\":\"text\",\"subject\":\"a\",\"prompt\":{}")
                .body())
        .endsWith("\"similarity\":{},\"parent_id\":null}");
    assertThat(post("/clip/embed_image", "{\"image\":[]}").statusCode()).isEqualTo(400);
  }

  @Test
  void comparisonIsThePlainCosineInTheShapeOfThePrompt() throws Exception {
    String subject = "\"subject_type\":\"text\",\"subject\":\"ab\",";

    JsonNode single =
        WireServer.json(WireServer.compare(open, subject + "\"prompt\":\"ab\"")).path("similarity");
    JsonNode labelled =
        WireServer.json(
                WireServer.compare(open, subject + "\"prompt\":{\"z\":\"ab\",\"type\":\"c\"}"))
            .path("similarity");

    assertThat(single.get(0).doubleValue()).isBetween(0.999, 1.001);
    assertThat(labelled.propertyNames()).containsExactly("z", "type");
    // (0.1, 1, 1) · (1.1, 0, 0)
    assertThat(labelled.path("type").doubleValue()).isBetween(0.0705, 0.0706);
  }

  @Test
  void anImageObjectAsPromptIsOneImage() throws Exception {
    String subject =
        "\"subject\":" + WireServer.image(WireServer.jpeg(40)) + ",\"prompt_type\":\"image\",";

    assertThat(
            WireServer.json(
                    WireServer.compare(
                        open, subject + "\"prompt\":" + WireServer.image(WireServer.jpeg(40))))
                .path("similarity")
                .size())
        .isEqualTo(1);
    assertThat(
            WireServer.json(
                    WireServer.compare(
                        open,
                        subject
                            + "\"prompt\":{\"a\":"
                            + WireServer.image(WireServer.jpeg(41))
                            + "}"))
                .path("similarity")
                .has("a"))
        .isTrue();
  }

  @Test
  void modelsAreAddedListedAndRemovedWithAColdStartTold() throws Exception {
    HttpResponse<String> added = post("/model/add", "{\"model_id\":\"clip/other\"}");
    assertThat(added.headers().firstValue("x-model-cold-start")).contains("true");
    assertThat(added.body())
        .contains("\"model_id\":\"clip/other\"")
        .contains("\"vram_bytes\":null");
    JsonNode entry =
        WireServer.json(WireServer.send(open, "/model/registry?api_key=None"))
            .path("models")
            .get(1);
    assertThat(entry.path("task_type").stringValue()).isEqualTo("embedding");
    assertThat(entry.path("request_aliases").get(0).stringValue()).isEqualTo("clip/ViT-B-16");

    assertThat(post("/model/remove", "{\"model_id\":\"clip/other\"}").body())
        .doesNotContain("clip/other");
    assertThat(post("/model/remove", "{\"model_id\":\"clip/none\"}").statusCode()).isEqualTo(200);
    assertThat(post("/model/add", "{\"model_id\":\"clip/none\"}").statusCode()).isEqualTo(404);
    assertThat(post("/model/add", "{}").statusCode()).isEqualTo(422);
  }

  @Test
  void theServerDescribesItselfAndDoubledSlashesAreOne() throws Exception {
    JsonNode info = WireServer.json(WireServer.send(open, "//info"));
    assertThat(info.propertyNames()).containsExactly("name", "version", "uuid");
    assertThat(info.path("version").stringValue()).isEqualTo("1.2.3");
    assertThat(post("//clip/embed_text", "{\"text\":\"a\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void theKeyIsTakenFromBodyHeaderOrQuery() throws Exception {
    String bare = "{\"text\":\"a\"}";
    assertThat(
            WireServer.send(locked, "/clip/embed_text", "{\"text\":\"a\",\"api_key\":\"K\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            WireServer.send(locked, "/clip/embed_text", "Authorization", "Bearer K", bare)
                .statusCode())
        .isEqualTo(200);
    assertThat(WireServer.send(locked, "/clip/embed_text?api_key=K", bare).statusCode())
        .isEqualTo(200);
    assertThat(WireServer.send(locked, "/info").statusCode()).isEqualTo(200);
    for (String body : List.of(bare, "{\"text\":\"a\",\"api_key\":\"wrong\"}", "")) {
      HttpResponse<String> refused = WireServer.send(locked, "/clip/embed_text", body);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo("{\"status\":401,\"message\":\"Unauthorized api_key\"}");
    }
  }

  @Test
  void anyOriginMayAskAndThePreflightIsOk() throws Exception {
    HttpRequest preflight =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + open.port() + "/clip/compare"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "https://page.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .build();
    HttpResponse<String> response =
        WireServer.CLIENT.send(preflight, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("OK");
    assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://page.example");
  }

  @Test
  void theRequestIdIsEchoedOrMade() throws Exception {
    assertThat(
            WireServer.send(open, "/info", "X-Request-ID", "mine")
                .headers()
                .firstValue("x-request-id"))
        .contains("mine");
    assertThat(WireServer.send(open, "/info").headers().firstValue("x-request-id").orElse(""))
        .matches("[0-9a-f]{32}");
  }
}
