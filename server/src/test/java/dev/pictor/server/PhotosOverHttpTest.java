package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.ModelCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server behind a key with real photos and one broken file, asked over HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhotosOverHttpTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path EXAMPLES = Path.of("../examples/photos");
  private static final String KEY = "a-key-for-tests";
  private static final String PHOTOS = "api/v1/collections/photos/";
  private static final int COUNT = 12;

  @TempDir static Path temp;
  private PictorServer server;
  private String first = "";
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  void index() throws Exception {
    Path photos = temp.resolve("photos");
    for (String folder : List.of("animals", "food", "transportation")) {
      Path target = Files.createDirectories(photos.resolve(folder));
      try (var files = Files.list(EXAMPLES.resolve(folder))) {
        for (Path file : files.sorted().limit(COUNT / 3).toList()) {
          Files.copy(file, target.resolve(file.getFileName().toString()));
        }
      }
    }
    Files.writeString(photos.resolve("food/broken.jpg"), "not a picture");
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(temp.resolve("data"))
                .photos(List.of(photos))
                .port(0)
                .apiKeys(List.of(KEY))
                .build());
    String end = events(server.firstJob().orElseThrow());
    assertThat(end).contains("event: progress\n").contains("event: end\n");
    first = json(get(PHOTOS + "images?limit=1")).at("/images/0/id").stringValue();
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  /// All events of a job, read until the server ends the stream.
  private String events(String job) throws Exception {
    return get("api/v1/jobs/" + job + "/events").body();
  }

  private HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path));
  }

  private HttpRequest.Builder request(String path) {
    return bare(path).header("X-API-Key", KEY);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private JsonNode search(String json) throws Exception {
    HttpResponse<String> response = post(PHOTOS + "search", json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private HttpResponse<String> form(String path, String request, byte[] picture) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--B\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n"
                + request
                + "\r\n--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--B--\r\n".getBytes(StandardCharsets.US_ASCII));
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=B")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  private static List<String> ids(JsonNode answer, String list) {
    return StreamSupport.stream(answer.get(list).spliterator(), false)
        .map(each -> each.get("id").stringValue())
        .toList();
  }

  private byte[] picture() throws IOException {
    return Files.readAllBytes(temp.resolve("photos").resolve(first));
  }

  private String base64() throws IOException {
    return "{\"type\": \"base64\", \"value\": \""
        + Base64.getEncoder().encodeToString(picture())
        + "\"}";
  }

  private static String segment(String id) {
    return id.replace("/", "%2F");
  }

  @ParameterizedTest
  @CsvSource({"a plate of food,food", "一只动物,animals", "a car or a train,transportation"})
  void aTextFindsPicturesOfItsKind(String text, String category) throws Exception {
    JsonNode answer = search("{\"query\": \"%s\", \"includeNone\": true}".formatted(text));
    assertThat(answer.at("/matches/0/metadata/category").stringValue()).isEqualTo(category);
    assertThat(answer.at("/timings/infer").isNumber()).isTrue();
  }

  @Test
  void aPictureFindsItselfHoweverItIsSent() throws Exception {
    HttpResponse<String> uploaded = form(PHOTOS + "search", "{\"limit\": 1}", picture());
    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
    assertThat(ids(json(uploaded), "matches")).containsExactly(first);
    assertThat(ids(search("{\"query\": {\"image\": " + base64() + "}, \"limit\": 1}"), "matches"))
        .containsExactly(first);
  }

  @Test
  void anIdFindsOthersThanItself() throws Exception {
    JsonNode answer =
        search("{\"query\": {\"id\": \"" + first + "\"}, \"includeNone\": true, \"limit\": 100}");
    assertThat(ids(answer, "matches")).isNotEmpty().doesNotContain(first);
  }

  @Test
  void anAddressOfThisMachineIsNotFetched() throws Exception {
    HttpResponse<String> response =
        post(PHOTOS + "search", "{\"query\": \"" + server.uri() + "icon.svg\"}");
    assertThat(response.statusCode()).as(response.body()).isBetween(400, 422);
    assertThat(response.body()).contains("127.0.0.1");
  }

  @Test
  void aFilterKeepsOnlyItsFolder() throws Exception {
    JsonNode answer =
        search(
            "{\"query\": \"animal\", \"filter\": {\"folder\": \"food\"}, \"includeNone\": true,"
                + " \"limit\": 100}");
    assertThat(ids(answer, "matches"))
        .hasSize(COUNT / 3)
        .allSatisfy(id -> assertThat(id).startsWith("food/"));
  }

  @Test
  void pagesOfASearchJoinToTheWhole() throws Exception {
    String query = "{\"query\": \"animal\", \"includeNone\": true, \"limit\": %d%s}";
    List<String> whole = ids(search(query.formatted(100, "")), "matches");
    assertThat(whole).hasSize(COUNT).doesNotHaveDuplicates();
    JsonNode one = search(query.formatted(7, ""));
    JsonNode two =
        search(query.formatted(7, ", \"cursor\": \"" + one.get("next").stringValue() + "\""));
    assertThat(ids(one, "matches")).isEqualTo(whole.subList(0, 7));
    assertThat(ids(two, "matches")).isEqualTo(whole.subList(7, COUNT));
    assertThat(two.has("next")).isFalse();
  }

  @Test
  void pagesOfTheListJoinToTheWhole() throws Exception {
    JsonNode one = json(get(PHOTOS + "images?limit=7"));
    JsonNode two = json(get(PHOTOS + "images?limit=7&cursor=" + one.get("next").stringValue()));
    assertThat(one.get("total").intValue()).isEqualTo(COUNT);
    assertThat(ids(one, "images")).hasSize(7).isSorted();
    assertThat(ids(two, "images"))
        .hasSize(COUNT - 7)
        .doesNotContainAnyElementsOf(ids(one, "images"));
  }

  @Test
  void nothingMatchesNonsenseUnlessAskedFor() throws Exception {
    String query = "{\"query\": \"the concept of inflation-adjusted tax law\"%s}";
    JsonNode answer = search(query.formatted(""));
    assertThat(answer.get("confidence").stringValue()).isEqualTo("none");
    assertThat(answer.get("matches")).isEmpty();
    assertThat(search(query.formatted(", \"includeNone\": true")).get("matches")).isNotEmpty();
  }

  @Test
  void aThumbnailIsNotSentAgain() throws Exception {
    String path = PHOTOS + "images/" + segment(first) + "/thumbnail?size=64";
    HttpResponse<InputStream> response =
        client.send(request(path).build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (InputStream in = response.body()) {
      var image = javax.imageio.ImageIO.read(in);
      assertThat(Math.max(image.getWidth(), image.getHeight())).isEqualTo(64);
    }
    String etag = response.headers().firstValue("ETag").orElseThrow();
    assertThat(send(request(path).header("If-None-Match", etag)).statusCode()).isEqualTo(304);
  }

  @Test
  void aFileIsSentWholeWithItsLengthAlsoToHead() throws Exception {
    String path = PHOTOS + "images/" + segment(first) + "/file";
    byte[] picture = picture();
    HttpResponse<byte[]> response = client.send(request(path).build(), BodyHandlers.ofByteArray());
    assertThat(response.body()).isEqualTo(picture);
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(picture.length);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    HttpResponse<String> head = send(request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(picture.length);
  }

  @Test
  void headOfAJsonAnswerHasTheLengthOfGet() throws Exception {
    int length = get(PHOTOS + "facets?field=folder").body().length();
    HttpResponse<String> head =
        send(request(PHOTOS + "facets?field=folder").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void facetsCountAndFailuresGiveReasons() throws Exception {
    assertThat(json(get(PHOTOS + "facets?field=folder")).get("values"))
        .hasSize(3)
        .allSatisfy(value -> assertThat(value.get("count").intValue()).isEqualTo(COUNT / 3));
    JsonNode failures = json(get(PHOTOS + "failures"));
    assertThat(ids(failures, "failures")).containsExactly("food/broken.jpg");
    assertThat(failures.at("/failures/0/reason").stringValue()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void tagsComeInBothLanguages(String language) throws Exception {
    JsonNode answer =
        json(
            post(
                "api/v1/tags",
                "{\"collection\": \"photos\", \"id\": \"%s\", \"language\": \"%s\"}"
                    .formatted(first, language)));
    assertThat(answer.get("tags")).as(answer.toString()).hasSize(3);
    assertThat(answer.get("vocabulary").stringValue()).isEqualTo(language);
    assertThat(answer.at("/tags/0/tag").stringValue().codePoints().anyMatch(c -> c > 0x2E80))
        .isEqualTo(language.equals("zh"));
  }

  @Test
  void ownTagsAreChosenFromAndNoneOfTheseIsSaid() throws Exception {
    String words = "{\"tags\": [\"an animal\", \"a spaceship\"], \"limit\": 1}";
    HttpResponse<String> tagged = form("api/v1/tags", words, picture());
    assertThat(json(tagged).at("/tags/0/tag").stringValue()).isEqualTo("an animal");
    JsonNode none =
        json(form("api/v1/tags", "{\"tags\": [\"a tax form\", \"a circuit diagram\"]}", picture()));
    assertThat(none.get("noneOfThese").booleanValue()).as(none.toString()).isTrue();
  }

  @Test
  void aSecondTextIsTakenFromTheCache() throws Exception {
    String body = "{\"texts\": [\"words that only this test sends\"]}";
    double missed = metric("cache=\"text\"", "result=\"miss\"");
    post("api/v1/embed", body);
    assertThat(metric("cache=\"text\"", "result=\"miss\"")).isEqualTo(missed + 1);
    double hit = metric("cache=\"text\"", "result=\"hit\"");
    post("api/v1/embed", body);
    assertThat(metric("cache=\"text\"", "result=\"hit\"")).isEqualTo(hit + 1);
    assertThat(get("metrics").body())
        .contains("pictor_embedder_queued", "pictor_embedder_stage_seconds", "stage=\"infer\"")
        .contains("pictor_http_requests_seconds_count", "pictor_collection_records");
  }

  private double metric(String... labels) throws Exception {
    return get("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("pictor_embedder_cache"))
        .filter(line -> List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aJobEndsAndCanBeAskedToStopAndItsEventsEndToo() throws Exception {
    HttpResponse<String> started =
        post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    String id = json(started).get("id").stringValue();
    assertThat(send(request("api/v1/jobs/" + id).DELETE()).statusCode()).isEqualTo(202);
    assertThat(events(id)).contains("event: end");
    assertThat(json(get("api/v1/jobs/" + id)).get("state").stringValue())
        .isIn("finished", "interrupted");
    assertThat(json(get("api/v1/collections/photos")).get("count").intValue()).isEqualTo(COUNT);
  }

  @Test
  void aKeyIsNeededAndTakenInEachPlace() throws Exception {
    assertThat(send(bare("api/v1/models")).statusCode()).isEqualTo(401);
    assertThat(send(bare("api/v1/models").header("X-API-Key", "wrong-key")).statusCode())
        .isEqualTo(401);
    assertThat(send(bare("api/v1/models").header("Authorization", "Bearer " + KEY)).statusCode())
        .isEqualTo(200);
    assertThat(send(bare("model/registry")).statusCode()).isEqualTo(401);
    assertThat(send(bare("model/registry?api_key=" + KEY)).statusCode()).isEqualTo(200);
    HttpRequest.Builder inBody =
        bare("clip/embed_text")
            .POST(BodyPublishers.ofString("{\"text\": \"cat\", \"api_key\": \"" + KEY + "\"}"));
    assertThat(send(inBody).statusCode()).isEqualTo(200);
    for (String open : List.of("", "healthz", "readiness", "info")) {
      assertThat(send(bare(open)).statusCode()).as(open).isEqualTo(200);
    }
  }

  @Test
  void otherOriginsReadOnlyTheWireOfRoboflow() throws Exception {
    assertThat(send(request("api/v1/models").header("Origin", "https://a.example")).headers().map())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(
            send(request("info").header("Origin", "https://a.example"))
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://a.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"query": "a", "limits": 3}          | limits: unknown field
          {"query": "a", "limit": "3"}         | limit: "3" (expected: a whole number)
          {"query": "a", "limit": 0}           | limit: 0
          {"query": 3}                         | query: 3
          {"query": {"txt": "a"}}              | query
          {"query": "a", "filter": {"$x": 1}}  | $x
          {"query": "a", "cursor": "?"}        | cursor: ?
          {}                                   | query
          """)
  void aWrongSearchIsRefusedByName(String body, String message) throws Exception {
    HttpResponse<String> response = post(PHOTOS + "search", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).contains(message);
  }

  @Test
  void aDamagedModelIsNamedWhileThePageAnswers(@TempDir Path folder) throws Exception {
    Path bundle = DamagedBundle.in(folder.resolve("bundle"), "picture.onnx");
    ServerConfig config =
        ServerConfig.builder()
            .data(folder.resolve("data"))
            .photos(List.of(temp.resolve("photos")))
            .port(0)
            .build();
    try (PictorServer broken = PictorServer.start(config, ModelCatalog.of(bundle))) {
      URI uri = broken.uri();
      String job = broken.firstJob().orElseThrow();
      client.send(
          HttpRequest.newBuilder(uri.resolve("/api/v1/jobs/" + job + "/events")).build(),
          BodyHandlers.ofString());
      HttpResponse<String> readiness =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/readiness")).build(), BodyHandlers.ofString());
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(json(readiness).get("reason").stringValue()).contains("picture.onnx");
      assertThat(
              client
                  .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
      HttpResponse<String> state =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/api/v1/jobs/" + job)).build(),
              BodyHandlers.ofString());
      assertThat(json(state).get("error").stringValue()).contains("picture.onnx");
    }
  }
}
