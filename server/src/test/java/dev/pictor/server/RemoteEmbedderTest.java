package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.error.Unavailable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server whose vectors another one computes, beside that one, over the same photos.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteEmbedderTest {

  private static final EndpointSettings.Timing HASTY =
      new EndpointSettings.Timing(
          Duration.ofSeconds(60), Duration.ofMillis(5), Duration.ofMillis(50));

  private static final String ANY = "{\"query\": \"an animal\", \"least\": \"none\"}";

  @TempDir private static Path folder;
  private PhotosServer local;
  private PhotosServer remote;

  @BeforeAll
  void start() throws Exception {
    local = PhotosServer.start(folder.resolve("local"));
    remote =
        PhotosServer.start(
            folder.resolve("remote"),
            settings ->
                settings
                    .embedder(local.server().uri().toString())
                    .embedderKey(PhotosServer.KEY)
                    .embedderTiming(HASTY));
  }

  @AfterAll
  void stop() {
    remote.close();
    local.close();
  }

  @Test
  void vectorsAreThoseThatTheOtherMakesForItself() throws Exception {
    Map<String, JsonNode> mine = vectors(remote);
    Map<String, JsonNode> its = vectors(local);
    assertThat(mine).hasSize(PhotosServer.COUNT).containsOnlyKeys(its.keySet());
    mine.forEach(
        (id, vector) -> {
          JsonNode expected = Objects.requireNonNull(its.get(id));
          assertThat(vector.size()).isEqualTo(expected.size());
          for (int i = 0; i < vector.size(); i++) {
            assertThat(vector.get(i).asDouble())
                .isCloseTo(expected.get(i).asDouble(), within(1e-5));
          }
        });
    assertThat(json(remote.get("api/v1/collections/photos")).path("model"))
        .isEqualTo(json(local.get("api/v1/collections/photos")).path("model"));
  }

  private static Map<String, JsonNode> vectors(PhotosServer server) throws Exception {
    Map<String, JsonNode> vectors = new TreeMap<>();
    for (String line :
        server.get("api/v1/collections/photos/export?format=jsonl").body().split("\n", -1)) {
      JsonNode record = JsonMapper.shared().readTree(line.isEmpty() ? "{}" : line);
      JsonNode values = record.has("values") ? record.path("values") : record.path("vector");
      if (values.isArray()) {
        vectors.put(record.path("id").stringValue(), values);
      }
    }
    return vectors;
  }

  @Test
  void searchesFindAndJudgeAlikeInBothLanguages() throws Exception {
    for (String query : List.of("a dog", "一只狗", "红色的 sports car", "pizza", "qwertz uiop")) {
      String body = "{\"query\": \"%s\", \"limit\": 12}".formatted(query);
      JsonNode mine = remote.search(body).path("matches");
      JsonNode its = local.search(body).path("matches");
      assertThat(mine.size()).as(query).isEqualTo(its.size());
      for (int i = 0; i < mine.size(); i++) {
        assertThat(mine.get(i).path("id")).as(query).isEqualTo(its.get(i).path("id"));
        assertThat(mine.get(i).path("confidence")).isEqualTo(its.get(i).path("confidence"));
        assertThat(mine.get(i).path("score").asDouble())
            .isCloseTo(its.get(i).path("score").asDouble(), within(1e-5));
      }
    }
    String picture = "{\"query\": [{\"image\": %s}], \"limit\": 3}".formatted(remote.base64());
    assertThat(remote.search(picture).at("/matches/0/id").stringValue()).isEqualTo(remote.first());
  }

  @Test
  void brokenPictureIsRefusedForTheSameReason() throws Exception {
    String body =
        "{\"query\": [{\"image\": {\"type\": \"base64\", \"value\": \"/9j/4AAQSkZJRg==\"}}]}";
    JsonNode mine = json(remote.post(PhotosServer.COLLECTION + "search", body));
    JsonNode its = json(local.post(PhotosServer.COLLECTION + "search", body));
    assertThat(mine.path("status").asInt()).isEqualTo(422);
    assertThat(mine.path("code")).isEqualTo(its.path("code"));
  }

  @Test
  void collectionIsReadByAServerThatHasTheModelItself() throws Exception {
    Path data = folder.resolve("moved");
    try (PhotosServer made =
        PhotosServer.start(
            data,
            settings ->
                settings.embedder(local.server().uri().toString()).embedderKey(PhotosServer.KEY))) {
      assertThat(made.search(ANY).path("matches").size()).isPositive();
    }
    try (PictorServer server =
            PictorServer.start(
                ServerConfig.builder()
                    .data(data.resolve("data"))
                    .port(0)
                    .watch(false)
                    .rescan(Duration.ZERO)
                    .build());
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(server.awaitModel()).isTrue();
      JsonNode found = json(client.post(PhotosServer.COLLECTION + "search", ANY));
      assertThat(found.at("/matches/0/id")).isEqualTo(local.search(ANY).at("/matches/0/id"));
    }
  }

  @Test
  void modelsSayWhoComputes() throws Exception {
    JsonNode models = json(remote.get("api/v1/models"));
    assertThat(models.path("default").stringValue()).isEqualTo("pocket");
    assertThat(models.at("/embedder/kind").stringValue()).isEqualTo("pictor");
    assertThat(models.at("/embedder/fingerprintIs").stringValue()).isEqualTo("told");
    assertThat(models.at("/embedder/answers").booleanValue()).isTrue();
    assertThat(remote.get("metrics").body())
        .contains("pictor_embedder_answering{model=\"pocket\",url=\"" + local.server().uri());
  }

  @Test
  void whileTheOtherIsAwayEverythingWithoutATextOfItsOwnIsAnswered() throws Exception {
    PhotosServer away = PhotosServer.start(folder.resolve("away"));
    URI there = away.server().uri();
    try (PhotosServer server =
        PhotosServer.start(
            folder.resolve("alone"),
            settings ->
                settings
                    .embedder(there.toString())
                    .embedderKey(PhotosServer.KEY)
                    .embedderTiming(HASTY))) {
      away.close();
      var refused = server.post(PhotosServer.COLLECTION + "search", "{\"query\": \"a cow\"}");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(json(refused).path("detail").stringValue()).contains(there.toString());
      assertThat(json(server.get("readiness")).path("embedder").stringValue())
          .contains("does not answer");
      String like = "{\"query\": [{\"id\": \"%s\"}]}".formatted(server.first());
      assertThat(server.search(like).path("matches").size()).isPositive();
    }
  }

  @Test
  void serverThatMustAskStartsOnlyWhenItIsAnswered() {
    assertThatThrownBy(
            () ->
                PictorServer.start(
                    ServerConfig.builder()
                        .data(folder.resolve("nobody"))
                        .port(0)
                        .embedder("http://127.0.0.1:1")
                        .build()))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("embedder-kind and embedder-model");
  }

  @Test
  void serverThatKnowsTheModelStartsBeforeItIsThere() throws Exception {
    try (PictorServer server =
            PictorServer.start(
                ServerConfig.builder()
                    .data(folder.resolve("early"))
                    .port(0)
                    .embedder("http://127.0.0.1:1")
                    .embedderKind("pictor")
                    .embedderModel("pocket")
                    .embedderTiming(HASTY)
                    .build());
        TestClient client = new TestClient(server.uri(), "")) {
      var readiness = client.get("readiness");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(client.post("api/v1/embed", "{\"texts\": [\"a\"]}").statusCode()).isEqualTo(503);
      assertThat(json(client.get("api/v1/models")).at("/embedder/answers").booleanValue())
          .isFalse();
    }
  }

  @Test
  void wrongSettingsSayWhatIsExpected() {
    assertThatThrownBy(() -> ServerConfig.builder().embedderModel("x").build())
        .hasMessageContaining("embedder: none");
    assertThatThrownBy(() -> ServerConfig.builder().embedder("localhost:9001").build())
        .hasMessageContaining("embedder: localhost:9001");
    assertThatThrownBy(
            () -> ServerConfig.builder().embedder("http://a").embedderKind("clip").build())
        .hasMessageContaining("pictor, roboflow or openai");
    assertThatThrownBy(
            () -> ServerConfig.builder().embedder("http://a").embedderFingerprint("12").build())
        .hasMessageContaining("64 hexadecimal digits");
    assertThatThrownBy(() -> ServerConfig.builder().embedderBatch(0))
        .hasMessageContaining("embedder-batch: 0");
    assertThat(ServerConfig.builder().embedder("http://a").embedderKey("hush").build().toString())
        .doesNotContain("hush");
  }
}
