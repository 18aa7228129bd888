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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `/model/remove` and `/model/clear` do on the whole server with the bundled model.
class ModelRemovalTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path PHOTOS = Path.of("../examples/photos/animals");
  private static final int COUNT = 40;
  private static final String TEXT = "{\"text\": \"zebras\"}";
  private static final String POCKET = "{\"model_id\": \"clip/pocket\"}";

  @TempDir private Path temp;
  private Set<Thread> before = Set.of();
  private PictorServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    before = modelThreads();
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(temp.resolve("data"))
                .port(0)
                .watch(false)
                .rescan(Duration.ZERO)
                .build());
    assertThat(server.awaitModel()).isTrue();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  /// The threads that run a loaded model.
  private static Set<Thread> modelThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("embed-"))
        .collect(Collectors.toSet());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
    return response;
  }

  private List<String> registered() throws Exception {
    List<String> names = new ArrayList<>();
    JSON.readTree(get("/model/registry").body())
        .path("models")
        .forEach(model -> names.add(model.path("model_id").stringValue()));
    return names;
  }

  private boolean isLoaded() throws Exception {
    return JSON.readTree(get("/api/v1/models").body()).at("/models/0/loaded").booleanValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /model/remove | {"model_id": "clip/pocket"}
          /model/remove | {"model_id": "clip/ViT-B-16"}
          /model/clear  | ''
          """)
  void theDefaultModelLeavesMemoryAndTheNextRequestLoadsItAgain(String path, String body)
      throws Exception {
    HttpResponse<String> first = post("/clip/embed_text", TEXT);
    assertThat(first.headers().firstValue("x-model-cold-start")).hasValue("false");
    assertThat(registered()).containsExactly("clip/pocket");
    assertThat(modelThreads()).hasSizeGreaterThan(before.size());
    assertThat(get("/metrics").body()).contains("pictor_embedder_texts_total{");

    HttpResponse<String> answer = post(path, body);

    assertThat(JSON.readTree(answer.body()).path("models")).isEmpty();
    assertThat(registered()).isEmpty();
    assertThat(modelThreads()).isEqualTo(before);
    assertThat(isLoaded()).isFalse();
    assertThat(get("/metrics").body()).doesNotContain("pictor_embedder_texts_total{");
    assertThat(get("/readiness").statusCode()).isEqualTo(200);

    HttpResponse<String> again = post("/clip/embed_text", TEXT);
    assertThat(again.headers().firstValue("x-model-cold-start")).hasValue("true");
    assertThat(JSON.readTree(again.body()).path("embeddings"))
        .isEqualTo(JSON.readTree(first.body()).path("embeddings"));
    assertThat(registered()).containsExactly("clip/pocket");
    assertThat(get("/metrics").body())
        .containsPattern("pictor_embedder_texts_total\\{[^}]*} 1\\.0\\n");
  }

  @Test
  void aRemovedModelIsLoadedByASearchTagsAndIndexingToo() throws Exception {
    index(photos(3));
    String picture = ids().getFirst();
    for (String request :
        List.of(
            "/api/v1/collections/photos/search {\"query\": \"a zebra\"}",
            "/api/v1/tags {\"collection\": \"photos\", \"id\": \"%s\"}".formatted(picture),
            "/api/v1/embed {\"texts\": [\"a zebra\"]}")) {
      post("/model/clear", "");
      assertThat(isLoaded()).isFalse();
      post(request.split(" ", 2)[0], request.split(" ", 2)[1]);
      assertThat(isLoaded()).as(request).isTrue();
    }
    post("/model/clear", "");
    JsonNode again = end(post("/api/v1/jobs", "{\"type\":\"index\",\"collection\":\"photos\"}"));
    assertThat(again.path("state").stringValue()).as(again.toString()).isEqualTo("finished");
    assertThat(again.at("/progress/unchanged").intValue()).isEqualTo(3);
  }

  @Test
  void nothingFailsWhenTheModelIsRemovedAgainAndAgainDuringIndexingAndSearches() throws Exception {
    String job = startIndexing(photos(COUNT));
    while (state(job).equals("running")) {
      post("/model/remove", POCKET);
      JsonNode found = JSON.readTree(post("/clip/embed_text", TEXT).body());
      assertThat(found.path("embeddings").size()).isEqualTo(1);
      post("/model/clear", "");
      post("/api/v1/collections/photos/search", "{\"query\": \"zebras\"}");
    }
    JsonNode ended = JSON.readTree(get("/api/v1/jobs/" + job).body());
    assertThat(ended.path("state").stringValue()).as(ended.toString()).isEqualTo("finished");
    assertThat(ended.at("/progress/indexed").intValue()).isEqualTo(COUNT);
    assertThat(ended.at("/progress/failed").intValue()).isZero();

    post("/model/clear", "");
    assertThat(modelThreads()).isEqualTo(before);
  }

  private Path photos(int count) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("photos"));
    try (Stream<Path> files = Files.list(PHOTOS)) {
      for (Path file : files.sorted().limit(count).toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    return folder;
  }

  private String startIndexing(Path folder) throws Exception {
    String request =
        JSON.writeValueAsString(
            java.util.Map.of(
                "type",
                "index",
                "collection",
                "photos",
                "folders",
                List.of(folder.toAbsolutePath().toString())));
    return JSON.readTree(post("/api/v1/jobs", request).body()).path("id").stringValue();
  }

  private void index(Path folder) throws Exception {
    String events = get("/api/v1/jobs/" + startIndexing(folder) + "/events").body();
    assertThat(events).contains("event: end");
  }

  private JsonNode end(HttpResponse<String> started) throws Exception {
    String id = JSON.readTree(started.body()).path("id").stringValue();
    assertThat(get("/api/v1/jobs/" + id + "/events").body()).contains("event: end");
    return JSON.readTree(get("/api/v1/jobs/" + id).body());
  }

  private String state(String job) throws Exception {
    return JSON.readTree(get("/api/v1/jobs/" + job).body()).path("state").stringValue();
  }

  private List<String> ids() throws Exception {
    List<String> ids = new ArrayList<>();
    JSON.readTree(get("/api/v1/collections/photos/images").body())
        .path("images")
        .forEach(image -> ids.add(image.path("id").stringValue()));
    return ids;
  }
}
