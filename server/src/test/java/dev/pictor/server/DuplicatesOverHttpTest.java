package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Duplicates found, reviewed, removed and restored over HTTP.
class DuplicatesOverHttpTest {

  private static final String PHOTOS = "api/v1/collections/photos";
  private static final String DUPLICATES = PHOTOS + "/duplicates";
  private static final Path EXAMPLES = Path.of("../examples/photos");

  @TempDir Path folder;
  private Path photos = Path.of("");
  private PictorServer server;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    photos = Files.createDirectories(folder.resolve("photos"));
    Files.createDirectory(photos.resolve("copies"));
    copy("kodak/kodim05.jpg", "a.jpg");
    copy("kodak/kodim05.jpg", "copies/a.jpg");
    copy("kodak/kodim19.jpg", "b.jpg");
    copy("kodak/kodim19.jpg", "copies/b.jpg");
    copy("kodak/kodim23.jpg", "c.jpg");
    open();
    String _ = client.events(server.firstJob().orElseThrow());
  }

  private void copy(String example, String to) throws Exception {
    Files.copy(EXAMPLES.resolve(example), photos.resolve(to));
  }

  private void open() {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("data"))
                .photos(List.of(photos))
                .watch(false)
                .rescan(Duration.ZERO)
                .port(0)
                .build());
    client = new TestClient(server.uri(), "");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private JsonNode search() throws Exception {
    HttpResponse<String> begun = client.post(DUPLICATES, "{}");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    assertThat(begun.headers().firstValue("Location")).isPresent();
    String id = json(begun).get("id").stringValue();
    String _ = client.events(id);
    return json(client.get("api/v1/jobs/" + id));
  }

  private JsonNode groups(String query) throws Exception {
    HttpResponse<String> listed = client.get(DUPLICATES + query);
    assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
    return json(listed);
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<String> answer = client.post(DUPLICATES + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private String refused(String path, String body, int status) throws Exception {
    HttpResponse<String> answer = client.post(DUPLICATES + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return json(answer).get("detail").stringValue();
  }

  private List<String> ids() throws Exception {
    return TestClient.ids(json(client.get(PHOTOS + "/images")), "images");
  }

  @Test
  void copiesAreFoundAsAJobAndListedByPages() throws Exception {
    assertThat(groups("").has("searched")).isFalse();
    JsonNode job = search();
    assertThat(job.get("type").stringValue()).isEqualTo("duplicates");
    assertThat(job.get("state").stringValue()).isEqualTo("finished");
    assertThat(job.at("/progress/groups").intValue()).isEqualTo(2);
    assertThat(job.at("/progress/looked").intValue()).isEqualTo(3);

    JsonNode first = groups("?limit=1");
    assertThat(first.has("searched")).isTrue();
    assertThat(first.get("copies").intValue()).isEqualTo(2);
    assertThat(first.get("bursts").intValue()).isZero();
    JsonNode group = first.at("/groups/0");
    assertThat(group.get("best").stringValue()).isEqualTo("a.jpg");
    assertThat(group.get("kind").stringValue()).isEqualTo("copies");
    assertThat(group.get("stage").stringValue()).isEqualTo("bytes");
    assertThat(group.get("sure").stringValue()).isEqualTo("certain");
    assertThat(group.get("bytes").longValue()).isEqualTo(Files.size(photos.resolve("a.jpg")));
    assertThat(TestClient.ids(group, "pictures")).containsExactly("a.jpg", "copies/a.jpg");
    String thumbnail = group.at("/pictures/1/thumbnail").stringValue();
    assertThat(client.get(thumbnail.substring(1)).statusCode()).isEqualTo(200);
    JsonNode second = groups("?limit=1&cursor=" + first.get("next").stringValue());
    assertThat(second.at("/groups/0/best").stringValue()).isEqualTo("b.jpg");
    assertThat(second.has("next")).isFalse();
    assertThat(groups("?kind=burst").get("groups")).isEmpty();
    assertThat(groups("?stage=hash").get("groups")).isEmpty();
    assertThat(groups("?sure=certain").get("groups")).hasSize(2);
    assertThat(search().at("/progress/looked").intValue()).as("a second time").isZero();
  }

  @Test
  void aDryRunIsAppliedAndEverythingComesBack() throws Exception {
    JsonNode _ = search();
    JsonNode plan = post("/dry-run", "{\"all\": {}}");
    assertThat(plan.get("files").intValue()).isEqualTo(2);
    assertThat(TestClient.ids(plan, "remove")).containsExactly("copies/a.jpg", "copies/b.jpg");
    assertThat(plan.at("/remove/0/keep").stringValue()).isEqualTo("a.jpg");
    assertThat(ids()).hasSize(5);
    String apply = "{\"dryRun\": \"%s\"}".formatted(plan.get("id").stringValue());

    JsonNode done = post("/apply", apply);
    assertThat(done.get("removed")).hasSize(2);
    assertThat(done.get("bytes").longValue()).isEqualTo(plan.get("bytes").longValue());
    assertThat(ids()).containsExactly("a.jpg", "b.jpg", "c.jpg");
    assertThat(photos.resolve("copies").resolve("a.jpg")).doesNotExist();
    assertThat(groups("").get("groups")).isEmpty();
    assertThat(refused("/apply", apply, 409)).contains("Make a dry run again");

    stop();
    open();
    assertThat(server.awaitModel()).isTrue();
    JsonNode trash = json(client.get(DUPLICATES + "/trash?limit=1"));
    assertThat(trash.get("total").intValue()).isEqualTo(2);
    assertThat(trash.get("bytes").longValue()).isEqualTo(plan.get("bytes").longValue());
    JsonNode rest =
        json(client.get(DUPLICATES + "/trash?cursor=" + trash.get("next").stringValue()));
    assertThat(rest.get("entries")).hasSize(1);
    String entry = trash.at("/entries/0/id").stringValue();
    JsonNode one = post("/trash/restore", "{\"ids\": [\"%s\"]}".formatted(entry));
    assertThat(one.get("restored")).hasSize(1);
    assertThat(post("/trash/restore", "{}").get("restored")).hasSize(1);
    assertThat(ids()).hasSize(5);
    assertThat(photos.resolve("copies").resolve("a.jpg"))
        .hasSameBinaryContentAs(photos.resolve("a.jpg"));
  }

  @Test
  void aPersonChoosesWhatGoesAndWhatIsNone() throws Exception {
    JsonNode _ = search();
    JsonNode groups = groups("").get("groups");
    String a = groups.get(0).get("id").stringValue();
    String b = groups.get(1).get("id").stringValue();
    HttpResponse<String> dismissed =
        client.post(DUPLICATES + "/dismissals", "{\"group\": \"%s\"}".formatted(b));
    assertThat(dismissed.statusCode()).isEqualTo(204);
    assertThat(groups("").get("dismissed").intValue()).isEqualTo(1);
    JsonNode plan =
        post(
            "/dry-run",
            "{\"groups\": [{\"id\": \"%s\", \"keep\": \"copies/a.jpg\"}]}".formatted(a));
    assertThat(TestClient.ids(plan, "remove")).containsExactly("a.jpg");
    JsonNode _ = post("/apply", "{\"dryRun\": \"%s\"}".formatted(plan.get("id").stringValue()));
    assertThat(ids()).containsExactly("b.jpg", "c.jpg", "copies/a.jpg", "copies/b.jpg");

    stop();
    open();
    assertThat(server.awaitModel()).isTrue();
    JsonNode _ = search();
    assertThat(groups("").get("groups")).as("after a restart").isEmpty();
    assertThat(client.send(client.request(DUPLICATES + "/dismissals").DELETE()).statusCode())
        .isEqualTo(204);
    assertThat(groups("").get("groups")).hasSize(1);
    JsonNode emptied = json(client.send(client.request(DUPLICATES + "/trash").DELETE()));
    assertThat(emptied.get("deleted").intValue()).isEqualTo(1);
  }

  @Test
  void mistakesAreToldWithWhatWasExpected() throws Exception {
    assertThat(refused("/dry-run", "{}", 400)).contains("either groups or all");
    assertThat(refused("/dry-run", "{\"all\": {\"stage\": \"smell\"}}", 400))
        .contains("stage: smell", "bytes, hash, embedding");
    assertThat(refused("/dry-run", "{\"groups\": [{\"id\": \"none\"}]}", 404))
        .contains("group: none");
    assertThat(refused("/dismissals", "{\"group\": \"none\"}", 404)).contains("group: none");
    assertThat(refused("/apply", "{\"dryRun\": \"none\"}", 409)).contains("none");
    assertThat(refused("/trash/restore", "{\"ids\": [\"none\"]}", 404)).contains("none");
    assertThat(client.get(DUPLICATES + "?limit=1000").statusCode()).isEqualTo(400);
    assertThat(client.get(DUPLICATES + "?sure=very").body()).contains("certain, likely, possible");
    assertThat(client.get("api/v1/collections/nothing/duplicates").statusCode()).isEqualTo(404);
  }

  @Test
  void aCollectionThatIsMadeAnewKnowsNothingOfTheFormerOne() throws Exception {
    JsonNode _ = search();
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(photos.resolve("a.jpg"), other.resolve("1.jpg"));
    Files.copy(photos.resolve("a.jpg"), other.resolve("2.jpg"));
    String start =
        "{\"type\": \"index\", \"collection\": \"other\", \"folders\": [\"%s\"]}"
            .formatted(other.toString().replace("\\", "\\\\"));
    String _ = client.events(json(client.post("api/v1/jobs", start)).get("id").stringValue());
    HttpResponse<String> begun = client.post("api/v1/collections/other/duplicates", "{}");
    String _ = client.events(json(begun).get("id").stringValue());
    assertThat(client.get("api/v1/collections/other/duplicates").body()).contains("1.jpg");
    assertThat(client.send(client.request("api/v1/collections/other").DELETE()).statusCode())
        .isEqualTo(204);
    String _ = client.events(json(client.post("api/v1/jobs", start)).get("id").stringValue());

    assertThat(json(client.get("api/v1/collections/other/duplicates")).get("groups")).isEmpty();
  }
}
