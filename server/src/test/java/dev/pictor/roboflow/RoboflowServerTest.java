package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The wire on the whole server with the bundled model and real photos.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoboflowServerTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path PHOTOS = Path.of("../examples/photos");
  private static final Path ZEBRAS = PHOTOS.resolve("animals/happymillerman-30230914936.jpg");
  private static final Path LIGHTHOUSE = PHOTOS.resolve("kodak/kodim19.jpg");

  @TempDir static Path data;
  private PictorServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  void start() {
    server = PictorServer.start(ServerConfig.builder().data(data).port(0).build());
    assertThat(server.awaitModel()).isTrue();
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> send(String path, ObjectNode body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private JsonNode post(String path, ObjectNode body) throws Exception {
    HttpResponse<String> response = send(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static ObjectNode picture(Path file) throws IOException {
    String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    return object().put("type", "base64").put("value", base64);
  }

  private static ObjectNode with(String key, JsonNode value) {
    ObjectNode body = object();
    body.set(key, value);
    return body;
  }

  private static float[] vector(JsonNode answer, int index) {
    JsonNode numbers = answer.path("embeddings").get(index);
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  private float[] text(String text) throws Exception {
    return vector(post("/clip/embed_text", object().put("text", text)), 0);
  }

  private float[] image(Path file) throws Exception {
    return vector(post("/clip/embed_image", with("image", picture(file))), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zebras", "斑马"})
  void aTextIsNearerToItsPhotoThanToAnother(String words) throws Exception {
    float[] text = text(words);

    assertThat(text).hasSize(512);
    assertThat(cosine(text, image(ZEBRAS))).isGreaterThan(cosine(text, image(LIGHTHOUSE)) + 0.05);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "images"})
  void aListOfPicturesGivesTheVectorsOfEachInOrder(String key) throws Exception {
    ArrayNode list = JSON.createArrayNode().add(picture(ZEBRAS)).add(picture(LIGHTHOUSE));

    JsonNode answer = post("/clip/embed_image", with(key, list));

    assertThat(answer.path("embeddings").size()).isEqualTo(2);
    assertThat(cosine(vector(answer, 0), image(ZEBRAS))).isGreaterThan(0.9999);
    assertThat(cosine(vector(answer, 1), image(LIGHTHOUSE))).isGreaterThan(0.9999);
  }

  @Test
  void twoHundredTextsInOneRequestGiveTheVectorsOfEachInOrder() throws Exception {
    ArrayNode list = JSON.createArrayNode();
    for (int i = 0; i < 200; i++) {
      list.add(i % 2 == 0 ? "photo number " + i : "第" + i + "张照片");
    }

    JsonNode answer = post("/clip/embed_text", with("text", list));

    assertThat(answer.path("embeddings").size()).isEqualTo(200);
    for (int i : List.of(0, 1, 42, 117, 198, 199)) {
      assertThat(cosine(vector(answer, i), text(list.get(i).stringValue())))
          .as("text %d", i)
          .isGreaterThan(0.9999);
    }
  }

  @Test
  void fortyPicturesInOneRequestGiveTheVectorsOfEachInOrder() throws Exception {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(PHOTOS.resolve("animals"))) {
      found.sorted().limit(40).forEach(files::add);
    }
    ArrayNode list = JSON.createArrayNode();
    for (Path file : files) {
      list.add(picture(file));
    }

    JsonNode answer = post("/clip/embed_image", with("image", list));

    assertThat(files).hasSizeGreaterThan(30);
    assertThat(answer.path("embeddings").size()).isEqualTo(files.size());
    for (int i : List.of(0, 13, files.size() - 1)) {
      assertThat(cosine(vector(answer, i), image(files.get(i))))
          .as(files.get(i).toString())
          .isGreaterThan(0.9999);
    }
  }

  @Test
  void aPictureIsComparedWithATextAPictureAndLabelledTexts() throws Exception {
    ObjectNode withText = with("subject", picture(ZEBRAS)).put("prompt", "zebras");
    ObjectNode withPicture = with("subject", picture(ZEBRAS)).put("prompt_type", "image");
    withPicture.set("prompt", picture(ZEBRAS));
    ObjectNode labelled = with("subject", picture(ZEBRAS));
    labelled.set("prompt", object().put("z", "zebras").put("灯", "一座灯塔"));

    double text = post("/clip/compare", withText).at("/similarity/0").doubleValue();
    double picture = post("/clip/compare", withPicture).at("/similarity/0").doubleValue();
    JsonNode labels = post("/clip/compare", labelled).path("similarity");

    assertThat(text).isCloseTo(cosine(text("zebras"), image(ZEBRAS)), Offset.offset(1e-4));
    assertThat(picture).isCloseTo(1, Offset.offset(1e-4));
    assertThat(labels.propertyNames()).containsExactly("z", "灯");
    assertThat(labels.path("z").doubleValue())
        .isCloseTo(text, Offset.offset(1e-4))
        .isGreaterThan(labels.path("灯").doubleValue());
  }

  @Test
  void anAliasIsTheModelItStandsFor() throws Exception {
    ObjectNode body = object().put("text", "zebras").put("clip_version_id", "ViT-B-16");

    JsonNode answer = post("/clip/embed_text", body);

    assertThat(answer.at("/resolved_model/model_id").stringValue()).isEqualTo("clip/pocket");
    assertThat(vector(answer, 0)).isEqualTo(text("zebras"));
  }

  @Test
  void anUnknownVersionIs404WithTheInstalledOnesAndTheWayOut() throws Exception {
    HttpResponse<String> response =
        send("/clip/embed_text", object().put("text", "a").put("clip_version_id", "RN50x64"));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).path("message").stringValue())
        .contains(
            "RN50x64 (expected: one of [pocket, ViT-B-16])",
            "pictor serve --model-alias RN50x64=pocket");
  }

  @Test
  void bytesThatAreNoPictureAre400() throws Exception {
    ObjectNode garbage = object().put("type", "base64").put("value", "AAAA");

    HttpResponse<String> response = send("/clip/embed_image", with("image", garbage));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/health", "/readiness", "/info", "/model/registry"})
  void theServiceRoutesAnswer(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(path)).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(JSON.readTree(response.body()).isObject()).isTrue();
  }
}
