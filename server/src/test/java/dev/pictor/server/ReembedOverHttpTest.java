package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A collection of twelve photos moves to another model over HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReembedOverHttpTest {

  private static final String PHOTOS = "api/v1/collections/photos";
  private static final String REEMBED = PHOTOS + "/reembed";

  @TempDir static Path bundle;
  @TempDir Path folder;
  private PictorServer server;
  private TestClient client;

  @BeforeAll
  void makeModel() throws IOException {
    Path _ = SecondModel.make(bundle);
  }

  @BeforeEach
  void start() throws Exception {
    Path photos = PhotosServer.copyPhotos(folder.resolve("photos"));
    open(List.of(photos));
    String _ = client.events(server.firstJob().orElseThrow());
  }

  private void open(List<Path> photos) {
    server =
        SecondModel.serve(
            ServerConfig.builder()
                .data(folder.resolve("data"))
                .photos(photos)
                .watch(false)
                .rescan(Duration.ZERO)
                .port(0)
                .build(),
            bundle);
    client = new TestClient(server.uri(), "");
  }

  /// As a user does who starts it without naming folders again.
  private void restart() {
    stop();
    open(List.of());
    assertThat(server.awaitModel()).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        client
            .request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  /// Follows a job that was begun and returns it as it ended.
  private JsonNode ended(HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String id = json(begun).get("id").stringValue();
    String _ = client.events(id);
    return json(client.get("api/v1/jobs/" + id));
  }

  private JsonNode finished(HttpResponse<String> begun) throws Exception {
    JsonNode job = ended(begun);
    assertThat(job.get("state").stringValue()).as(job.toString()).isEqualTo("finished");
    return job;
  }

  private JsonNode standing() throws Exception {
    return json(client.get(REEMBED));
  }

  private String state() throws Exception {
    return standing().get("state").stringValue();
  }

  private String modelThatAnswers() throws Exception {
    JsonNode answer =
        json(client.post(PHOTOS + "/search", "{\"query\": \"food\", \"least\": \"none\"}"));
    assertThat(answer.get("matches")).isNotEmpty();
    return answer.get("model").stringValue();
  }

  private HttpResponse<String> begin(String more) throws Exception {
    return client.post(REEMBED, "{\"model\": \"second\"%s}".formatted(more));
  }

  private HttpResponse<String> action(String action) throws Exception {
    return send("PATCH", REEMBED, "{\"action\": \"%s\"}".formatted(action));
  }

  @Test
  void uploadedPicturesAreReadAgainToo() throws Exception {
    byte[] picture = Files.readAllBytes(Path.of("../examples/photos/kodak/kodim05.jpg"));
    HttpResponse<String> made =
        client.post(
            PHOTOS + "/images",
            "{\"id\": \"mine\", \"image\": {\"type\": \"base64\", \"value\": \"%s\"}}"
                .formatted(Base64.getEncoder().encodeToString(picture)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode built = finished(begin(""));
    assertThat(built.at("/progress/embedded").intValue()).isEqualTo(PhotosServer.COUNT + 1);
    assertThat(built.at("/progress/missing").intValue()).isZero();
  }

  @Test
  void collectionMovesToAnotherModelAndBackAndKeepsItsLibrary() throws Exception {
    assertThat(state()).isEqualTo("none");
    JsonNode built = finished(begin(""));
    assertThat(built.get("type").stringValue()).isEqualTo("reembed");
    assertThat(built.at("/progress/embedded").intValue()).isEqualTo(PhotosServer.COUNT);
    assertThat(state()).isEqualTo("ready");
    assertThat(modelThatAnswers()).isEqualTo("pocket");
    assertThat(json(client.get(PHOTOS)).at("/reembedding/model/name").stringValue())
        .isEqualTo("second");

    JsonNode switched = finished(action("switch"));
    assertThat(switched.at("/progress/phase").stringValue()).isEqualTo("switched");
    assertThat(switched.at("/progress/embedded").intValue()).isZero();
    assertThat(modelThatAnswers()).isEqualTo("second");
    assertThat(standing().at("/beside/role").stringValue()).isEqualTo("previous");
    assertThat(standing().at("/beside/bytes").longValue()).isPositive();

    restart();
    assertThat(modelThatAnswers()).isEqualTo("second");
    JsonNode indexed =
        finished(client.post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}"));
    assertThat(indexed.at("/progress/unchanged").intValue()).isEqualTo(PhotosServer.COUNT);
    assertThat(indexed.at("/progress/indexed").intValue()).isZero();

    JsonNode back = finished(action("rollback"));
    assertThat(back.at("/progress/embedded").intValue()).isZero();
    assertThat(modelThatAnswers()).isEqualTo("pocket");
    assertThat(send("DELETE", REEMBED, "").statusCode()).isEqualTo(204);
    assertThat(state()).isEqualTo("none");
    assertThat(modelThatAnswers()).isEqualTo("pocket");
  }

  @Test
  void aBuildThatTheServersStopEndedGoesOnByItselfUnlessItIsPaused() throws Exception {
    HttpResponse<String> begun = begin("");
    assertThat(begun.statusCode()).isEqualTo(202);
    restart();
    Optional<JsonNode> job =
        json(client.get("api/v1/jobs"))
            .get("jobs")
            .valueStream()
            .filter(each -> each.get("type").stringValue().equals("reembed"))
            .findFirst();
    assertThat(job).isPresent();
    String _ = client.events(job.orElseThrow().get("id").stringValue());
    assertThat(state()).isEqualTo("ready");
    assertThat(standing().at("/beside/records").intValue()).isEqualTo(PhotosServer.COUNT);

    assertThat(action("pause").statusCode()).isEqualTo(200);
    restart();
    assertThat(json(client.get("api/v1/jobs")).get("jobs")).isEmpty();
    assertThat(state()).isEqualTo("paused");
    JsonNode resumed = finished(action("resume"));
    assertThat(resumed.at("/progress/embedded").intValue()).isZero();
    assertThat(resumed.at("/progress/unchanged").intValue()).isEqualTo(PhotosServer.COUNT);
  }

  @Test
  void whatCannotBeEmbeddedAnewIsNamedAndLeftOutOnlyWhenAllowed() throws Exception {
    try (var files = Files.list(folder.resolve("photos/animals"))) {
      Files.delete(files.sorted().findFirst().orElseThrow());
    }
    JsonNode failed = ended(begin(", \"autoSwitch\": true"));
    assertThat(failed.get("state").stringValue()).isEqualTo("failed");
    assertThat(failed.get("error").stringValue()).contains("animals/").contains("--allow-missing");
    assertThat(standing().at("/missing/count").intValue()).isEqualTo(1);
    assertThat(standing().at("/missing/records/0/code").stringValue()).isEqualTo("file-gone");
    assertThat(modelThatAnswers()).isEqualTo("pocket");
    JsonNode switched =
        finished(send("PATCH", REEMBED, "{\"action\": \"switch\", \"allowMissing\": true}"));
    assertThat(switched.at("/progress/missing").intValue()).isEqualTo(1);
    assertThat(json(client.get(PHOTOS)).get("count").intValue()).isEqualTo(PhotosServer.COUNT - 1);
    assertThat(standing().get("leftOut").intValue()).isEqualTo(1);
  }

  @Test
  void autoSwitchTakesOverAsSoonAsItIsComplete() throws Exception {
    JsonNode job = finished(begin(", \"autoSwitch\": true"));
    assertThat(job.at("/progress/phase").stringValue()).isEqualTo("switched");
    assertThat(modelThatAnswers()).isEqualTo("second");
  }

  @Test
  void savedQueriesAreAskedOfBothGenerations() throws Exception {
    JsonNode _ = finished(begin(""));
    assertThat(client.post(REEMBED + "/compare", "{}").statusCode()).isEqualTo(400);
    String first = json(client.get(PHOTOS + "/images?limit=1")).at("/images/0/id").stringValue();
    HttpResponse<String> saved =
        send(
            "PUT",
            REEMBED + "/queries",
            "{\"queries\": [\"a plate of food\", {\"id\": \"%s\"}]}".formatted(first));
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    restart();
    assertThat(json(client.get(REEMBED + "/queries")).at("/queries/1/id").stringValue())
        .isEqualTo(first);
    JsonNode compared = json(client.post(REEMBED + "/compare", "{\"limit\": 3}"));
    assertThat(compared.get("answers")).hasSize(2);
    assertThat(compared.at("/answers/0/serving")).hasSize(3);
    assertThat(compared.get("overlap").doubleValue()).isBetween(0.0, 1.0);
    JsonNode missing =
        json(client.post(REEMBED + "/compare", "{\"queries\": [{\"id\": \"nobody\"}]}"));
    assertThat(missing.get("code").stringValue()).isEqualTo("picture-missing");
  }

  @Test
  void vectorsWithoutPicturesAreRefusedWithTheReason() throws Exception {
    assertThat(
            client
                .post("api/v1/collections", "{\"name\": \"bare\", \"model\": \"pocket\"}")
                .statusCode())
        .isEqualTo(201);
    HttpResponse<String> refused =
        client.post("api/v1/collections/bare/reembed", "{\"model\": \"second\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").stringValue()).contains("without pictures");
    assertThat(begin(", \"model\": \"third\"").statusCode()).isEqualTo(400);
    assertThat(client.post(REEMBED, "{\"model\": \"third\"}").statusCode()).isEqualTo(404);
    assertThat(action("rollback").statusCode()).isEqualTo(404);
  }

  @Test
  void indexWithIntegratedEmbeddingIsEmbeddedFromItsTextsAndGoesOn() throws Exception {
    HttpResponse<String> made =
        client.post(
            server.pineconeUri() + "indexes/create-for-model",
            "{\"name\":\"texts\",\"cloud\":\"aws\",\"region\":\"us-east-1\",\"embed\":{\"model\":\"pocket\",\"field_map\":{\"text\":\"chunk\"}}}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String records = json(made).get("host").stringValue() + "/records/namespaces/n/";
    assertThat(
            client
                .post(
                    records + "upsert",
                    "{\"_id\":\"a\",\"chunk\":\"a plate of food\"}\n{\"_id\":\"b\",\"chunk\":\"a ship\"}")
                .statusCode())
        .isEqualTo(201);
    JsonNode switched =
        finished(
            client.post(
                "api/v1/collections/texts/reembed",
                "{\"model\": \"second\", \"autoSwitch\": true}"));
    assertThat(switched.at("/progress/phase").stringValue()).isEqualTo("switched");
    assertThat(
            client.post(records + "upsert", "{\"_id\":\"c\",\"chunk\":\"a red car\"}").statusCode())
        .isEqualTo(201);
    JsonNode found =
        json(
            client.post(
                records + "search", "{\"query\":{\"top_k\":3,\"inputs\":{\"text\":\"a boat\"}}}"));
    assertThat(found.at("/result/hits")).hasSize(3);
    assertThat(found.at("/result/hits/0/_id").stringValue()).isEqualTo("b");
  }

  @Test
  void deletedCollectionTakesWhatIsKnownOfItsWayAlong() throws Exception {
    JsonNode _ = finished(begin(""));
    assertThat(folder.resolve("data/reembeddings/photos/reembedding.json")).exists();
    assertThat(send("DELETE", PHOTOS, "").statusCode()).isEqualTo(204);
    assertThat(folder.resolve("data/reembeddings/photos")).doesNotExist();
  }
}
