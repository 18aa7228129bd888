package dev.pictor.server;

import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.sync.QuietHours;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Libraries that a server keeps in step by itself, asked over HTTP.
class FoldersOverHttpTest {

  private static final Path EXAMPLES = Path.of("../examples/photos/kodak");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path temp;
  private Path photos;
  private Path work;

  @BeforeEach
  void makeFolders() throws Exception {
    photos = Files.createDirectory(temp.resolve("photos"));
    work = Files.createDirectory(temp.resolve("work"));
    copy("kodim05.jpg", photos);
    copy("kodim19.jpg", work);
  }

  private static Path copy(String name, Path folder) throws Exception {
    return Files.copy(EXAMPLES.resolve(name), folder.resolve(name));
  }

  private ServerConfigBuilder config() {
    return ServerConfig.builder().data(temp.resolve("data")).port(0);
  }

  /// Asks until the answer is as it shall be; each question takes a while itself.
  private static JsonNode await(TestClient client, String path, Predicate<JsonNode> wanted)
      throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    JsonNode answer = json(client.get(path));
    while (!wanted.test(answer)) {
      assertThat(Instant.now()).as("%s: %s", path, answer).isBefore(end);
      answer = json(client.get(path));
    }
    return answer;
  }

  private static void awaitIds(TestClient client, String collection, String... ids)
      throws Exception {
    JsonNode _ =
        await(
            client,
            "api/v1/collections/" + collection + "/images",
            answer -> answer.has("images") && ids(answer, "images").equals(List.of(ids)));
  }

  private static JsonNode change(TestClient client, String path, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            client
                .request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static HttpResponse<String> addFolder(TestClient client, String collection, Path folder)
      throws Exception {
    return client.post(
        "api/v1/collections/" + collection + "/library/folders", "{\"path\": \"" + folder + "\"}");
  }

  @Test
  void changesInFoldersAreFollowedAndPausesHoldOverARestart() throws Exception {
    String library = "api/v1/collections/photos/library";
    try (PictorServer server = PictorServer.start(config().photos(List.of(photos)).build());
        TestClient client = new TestClient(server.uri(), "")) {
      awaitIds(client, "photos", "kodim05.jpg");
      copy("kodim23.jpg", photos);
      awaitIds(client, "photos", "kodim05.jpg", "kodim23.jpg");
      Files.move(photos.resolve("kodim23.jpg"), photos.resolve("renamed.jpg"));
      awaitIds(client, "photos", "kodim05.jpg", "renamed.jpg");
      JsonNode state = json(client.get(library));
      assertThat(state.at("/sync/state").stringValue()).isEqualTo("watching");
      assertThat(state.get("configured").booleanValue()).isTrue();
      JsonNode jobs = json(client.get("api/v1/jobs")).get("jobs");
      assertThat(jobs.get(0).get("trigger").stringValue()).isEqualTo("sync");
      assertThat(jobs.get(0).at("/progress/indexed").intValue()).isZero();
      assertThat(change(client, library, "{\"paused\": true}").at("/sync/state").stringValue())
          .isEqualTo("paused");
    }
    Files.delete(photos.resolve("renamed.jpg"));
    try (PictorServer server = PictorServer.start(config().photos(List.of(photos)).build());
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(server.awaitModel()).isTrue();
      assertThat(server.firstJob()).isEmpty();
      awaitIds(client, "photos", "kodim05.jpg", "renamed.jpg");
      JsonNode state = await(client, library, answer -> answer.has("sync"));
      assertThat(state.at("/sync/state").stringValue()).isEqualTo("paused");
      JsonNode _ = change(client, library, "{\"paused\": false}");
      awaitIds(client, "photos", "kodim05.jpg");
    }
  }

  @Test
  void severalLibrariesAreAddedRememberedAndTakenAway() throws Exception {
    try (PictorServer server = PictorServer.start(config().build());
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(addFolder(client, "one", photos).statusCode()).isEqualTo(202);
      assertThat(addFolder(client, "two", work).statusCode()).isEqualTo(202);
      awaitIds(client, "one", "kodim05.jpg");
      awaitIds(client, "two", "kodim19.jpg");
      assertThat(addFolder(client, "one", photos).statusCode()).isEqualTo(409);
      HttpResponse<String> nowhere = addFolder(client, "one", temp.resolve("nowhere"));
      assertThat(nowhere.statusCode()).isEqualTo(400);
      assertThat(nowhere.body()).contains("nowhere", "a folder that the server can see");
      assertThat(addFolder(client, "one", work).statusCode()).isEqualTo(202);
      awaitIds(client, "one", "photos/kodim05.jpg", "work/kodim19.jpg");
    }
    try (PictorServer server = PictorServer.start(config().build());
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(server.awaitModel()).isTrue();
      copy("kodim23.jpg", work);
      awaitIds(client, "two", "kodim19.jpg", "kodim23.jpg");
      awaitIds(client, "one", "photos/kodim05.jpg", "work/kodim19.jpg", "work/kodim23.jpg");
      remove(client, photos, "keep");
      awaitIds(client, "one", "kodim19.jpg", "kodim23.jpg", "photos/kodim05.jpg");
      remove(client, work, "remove");
      awaitIds(client, "one", "photos/kodim05.jpg");
      JsonNode kept = json(client.get("api/v1/collections/one/images/photos%2Fkodim05.jpg"));
      assertThat(kept.has("thumbnail")).isFalse();
      assertThat(work.resolve("kodim19.jpg")).exists();
      awaitIds(client, "two", "kodim19.jpg", "kodim23.jpg");
    }
  }

  private static void remove(TestClient client, Path folder, String records) throws Exception {
    String path = URLEncoder.encode(folder.toString(), StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        client.send(
            client
                .request(
                    "api/v1/collections/one/library/folders?path=" + path + "&records=" + records)
                .DELETE());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(client.events(json(answer).get("id").stringValue())).contains("event: end");
  }

  @Test
  void foldersOfTheSettingsAreNotChangedByRequests() throws Exception {
    try (PictorServer server = PictorServer.start(config().photos(List.of(photos)).build());
        TestClient client = new TestClient(server.uri(), "")) {
      HttpResponse<String> answer = addFolder(client, "photos", work);
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("--photos");
    }
  }

  @Test
  void patternsTakePicturesOutAndInAgain() throws Exception {
    copy("kodim23.jpg", photos);
    try (PictorServer server =
            PictorServer.start(config().photos(List.of(photos)).exclude(List.of("*19*")).build());
        TestClient client = new TestClient(server.uri(), "")) {
      copy("kodim19.jpg", photos);
      awaitIds(client, "photos", "kodim05.jpg", "kodim23.jpg");
      String library = "api/v1/collections/photos/library";
      assertThat(
              change(client, library, "{\"exclude\": [\"*23*\"]}").at("/exclude/0").stringValue())
          .isEqualTo("*23*");
      awaitIds(client, "photos", "kodim05.jpg");
      JsonNode _ = change(client, library, "{\"exclude\": []}");
      awaitIds(client, "photos", "kodim05.jpg", "kodim23.jpg");
      HttpResponse<String> wrong =
          client.send(
              client
                  .request(library)
                  .header("Content-Type", "application/json")
                  .method("PATCH", BodyPublishers.ofString("{\"exclude\": [\"!x\"]}")));
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("!x");
    }
  }

  @Test
  void nothingIsIndexedByItselfInQuietHours() throws Exception {
    List<QuietHours> always =
        List.of(QuietHours.parse("00:00-12:00"), QuietHours.parse("12:00-00:00"));
    ServerConfig config = config().photos(List.of(photos)).quietHours(always).build();
    try (PictorServer server = PictorServer.start(config);
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(server.awaitModel()).isTrue();
      assertThat(server.firstJob()).isEmpty();
      JsonNode state =
          await(client, "api/v1/collections/photos/library", answer -> answer.has("sync"));
      assertThat(state.at("/sync/state").stringValue()).isEqualTo("quiet");
      awaitIds(client, "photos");
      HttpResponse<String> asked =
          client.post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}");
      assertThat(asked.statusCode()).isEqualTo(202);
      awaitIds(client, "photos", "kodim05.jpg");
    }
  }

  @Test
  void aFolderThatIsAwayIsToldAndKeepsItsPictures() throws Exception {
    try (PictorServer server = PictorServer.start(config().photos(List.of(photos)).build());
        TestClient client = new TestClient(server.uri(), "")) {
      awaitIds(client, "photos", "kodim05.jpg");
      Files.move(photos, temp.resolve("away"));
      JsonNode library =
          await(
              client,
              "api/v1/collections/photos/library",
              answer -> !answer.at("/folders/0/there").booleanValue(true));
      assertThat(library.at("/folders/0/path").stringValue()).isEqualTo(photos.toString());
      JsonNode failed =
          await(
                  client,
                  "api/v1/jobs",
                  answer -> answer.at("/jobs/0/state").stringValue("").equals("failed"))
              .at("/jobs/0");
      assertThat(failed.get("errorCode").stringValue()).isEqualTo("folder-missing");
      awaitIds(client, "photos", "kodim05.jpg");
    }
  }
}
