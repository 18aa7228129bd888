package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.PhotosServer.COUNT;
import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Unavailable;
import dev.pictor.server.StoreSettings.Engine;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.exceptions.PineconeNotFoundException;
import io.pinecone.unsigned_indices_model.QueryResponseWithUnsignedIndices;
import io.pinecone.unsigned_indices_model.ScoredVectorWithUnsignedIndices;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.db_control.client.model.BackupModel;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;
import org.openapitools.db_control.client.model.IndexModel;
import tools.jackson.databind.JsonNode;

/// A server whose collections are kept by another one, through Pinecone's protocol and a key.
@Tag("remote")
class RemoteStoreTest {

  @TempDir static Path folder;
  private static PictorServer keeper;
  private static PhotosServer photos;

  @BeforeAll
  static void start() throws Exception {
    keeper =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("keeper"))
                .port(0)
                .apiKeys(List.of(PhotosServer.KEY))
                .browser(false)
                .watch(false)
                .rescan(Duration.ZERO)
                .build());
    photos =
        PhotosServer.start(
            folder.resolve("front"), settings -> settings.store(settings(PhotosServer.KEY)));
  }

  @AfterAll
  static void stop() {
    photos.close();
    keeper.close();
  }

  private static StoreSettings settings(String key) {
    return StoreSettings.of(Engine.PINECONE)
        .withUrls(List.of("http://127.0.0.1:" + keeper.pineconeUri().getPort()))
        .withKey(key);
  }

  private static JsonNode kept() throws Exception {
    try (TestClient client = new TestClient(keeper.uri(), PhotosServer.KEY)) {
      return json(client.get("api/v1/collections/photos"));
    }
  }

  @Test
  void photosAreFoundFilteredCountedAndGoneWithThem() throws Exception {
    assertThat(kept().get("count").intValue()).isGreaterThanOrEqualTo(COUNT);
    assertThat(folder.resolve("front/data/store"))
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());

    JsonNode found = photos.search("{\"query\": \"animal\", \"least\": \"none\", \"limit\": 3}");
    assertThat(ids(found, "matches")).hasSize(3).first().asString().startsWith("animals/");
    JsonNode filtered =
        photos.search(
            "{\"query\": \"animal\", \"least\": \"none\", \"limit\": 20, \"filter\": {\"folder\": {\"$startsWith\": \"FOO\"}}}");
    assertThat(ids(filtered, "matches"))
        .hasSize(COUNT / 3)
        .allMatch(each -> each.startsWith("food/"));
    assertThat(json(photos.get(COLLECTION + "facets?field=folder")).get("values")).hasSize(3);
    assertThat(ids(json(photos.get(COLLECTION + "images?limit=100")), "images")).hasSize(COUNT);

    String gone = ids(found, "matches").getFirst();
    try (Index index = client().getIndexConnection("photos")) {
      index.deleteByIds(List.of(gone), "");
    }
    assertThat(
            ids(
                photos.search("{\"query\": \"animal\", \"least\": \"none\", \"limit\": 20}"),
                "matches"))
        .hasSize(COUNT - 1)
        .doesNotContain(gone);
  }

  private static Pinecone client() {
    return client(photos.server());
  }

  private static Pinecone client(PictorServer server) {
    return new Pinecone.Builder(PhotosServer.KEY)
        .withHost("http://127.0.0.1:" + server.pineconeUri().getPort())
        .withTlsEnabled(false)
        .build();
  }

  @Test
  void thePublishedClientWorksOnIt() {
    Pinecone client = client();
    client.createServerlessIndex(
        "shapes", "cosine", 3, "aws", "us-east-1", "disabled", Map.of("team", "one"));
    assertThat(client.describeIndex("shapes").getTags()).isEqualTo(Map.of("team", "one"));
    try (Index index = client.getIndexConnection("shapes")) {
      index.upsert("a", List.of(1f, 0f, 0f));
      index.upsert("b", List.of(0f, 1f, 0f), "n");
      QueryResponseWithUnsignedIndices found =
          index.query(5, List.of(1f, 0f, 0f), null, null, null, "", null, true, true);
      assertThat(found.getMatchesList())
          .extracting(ScoredVectorWithUnsignedIndices::getId)
          .containsExactly("a");
      assertThat(index.describeIndexStats().getTotalVectorCount()).isEqualTo(2);
      assertThat(index.fetch(List.of("a", "c"), "").getVectorsMap()).containsOnlyKeys("a");
      index.deleteByIds(List.of("a"), "");
      assertThat(index.fetch(List.of("a"), "").getVectorsMap()).isEmpty();
    }
    client.deleteIndex("shapes");
    assertThat(client.listIndexes().getIndexes())
        .noneMatch(each -> each.getName().equals("shapes"));
  }

  @Test
  void snapshotIsTheServicesBackupAndComesBackToBeSearched() throws Exception {
    HttpResponse<String> answer =
        photos.post(COLLECTION + "snapshots", "{\"name\": \"before\", \"description\": \"all\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode made = json(answer);
    String id = made.get("id").stringValue();
    assertThat(json(photos.get("api/v1/snapshots/" + id))).isEqualTo(made);
    assertThat(ids(json(photos.get("api/v1/snapshots")), "snapshots")).contains(id);
    assertThat(client(keeper).describeBackup(id).getName()).isEqualTo("before");
    assertThat(made.at("/source/name").stringValue()).isEqualTo("photos");
    assertThat(made.at("/source/model/name"))
        .isEqualTo(json(photos.get("api/v1/collections/photos")).at("/model/name"));

    HttpResponse<String> restored =
        photos.post("api/v1/snapshots/" + id + "/restore", "{\"collection\": \"photos-again\"}");
    assertThat(restored.statusCode()).as(restored.body()).isEqualTo(201);
    assertThat(json(restored).get("count")).isEqualTo(made.get("records"));
    JsonNode found =
        json(
            photos.post(
                "api/v1/collections/photos-again/search",
                "{\"query\": \"animal\", \"least\": \"none\", \"limit\": 3}"));
    assertThat(ids(found, "matches")).hasSize(3).first().asString().startsWith("animals/");

    assertThat(delete("api/v1/snapshots/" + id)).isEqualTo(204);
    assertThat(delete("api/v1/snapshots/" + id)).isEqualTo(404);
    assertThat(ids(json(photos.get("api/v1/snapshots")), "snapshots")).doesNotContain(id);
    assertThat(delete("api/v1/collections/photos-again")).isEqualTo(204);
  }

  private static int delete(String path) throws Exception {
    TestClient client = photos.client();
    return client.send(client.request(path).DELETE()).statusCode();
  }

  @Test
  void backupsOfThePublishedClientAreThoseOfTheService() throws Exception {
    Pinecone client = client();
    client.createServerlessIndex(
        "kept", "dotproduct", 2, "gcp", "europe-west4", "enabled", Map.of("team", "one"));
    try (Index index = client.getIndexConnection("kept")) {
      index.upsert("a", List.of(1f, 0f));
      index.upsert("b", List.of(0f, 1f), "n");
    }
    BackupModel made = client.createBackup("kept", "monday", "");
    String id = Objects.requireNonNull(made.getBackupId());
    assertThat(made.getStatus()).isEqualTo("Ready");
    assertThat(made.getRecordCount()).isEqualTo(2);
    assertThat(made.getTags()).isEqualTo(Map.of("team", "one"));
    assertThat(client.listIndexBackups("kept").getData()).containsExactly(made);
    assertThat(client(keeper).describeBackup(id).getTags()).containsEntry("team", "one");
    client.configureServerlessIndex("kept", "disabled", Map.of(), null);
    client.deleteIndex("kept");

    String job = client.createIndexFromBackup(id, "kept-again").getRestoreJobId();
    assertThat(client.describeRestoreJob(job).getStatus()).isEqualTo("Completed");
    IndexModel again = client.describeIndex("kept-again");
    assertThat(again.getMetric()).isEqualTo("dotproduct");
    assertThat(again.getTags()).isEqualTo(Map.of("team", "one"));
    assertThat(again.getDeletionProtection()).isEqualTo("disabled");
    assertThat(again.getSpec().getIndexModelServerless().getServerless().getRegion())
        .isEqualTo("europe-west4");
    try (Index index = client.getIndexConnection("kept-again")) {
      assertThat(
              index
                  .query(5, List.of(1f, 0f), null, null, null, "", null, true, true)
                  .getMatchesList())
          .extracting(ScoredVectorWithUnsignedIndices::getId)
          .containsExactly("a");
    }
    client.deleteBackup(id);
    assertThat(client.listProjectBackups().getData()).doesNotContain(made);
    client.deleteIndex("kept-again");
  }

  @Test
  void whatClientsSaidOfAnIndexEveryServerInFrontTells() throws Exception {
    Pinecone there = client(keeper);
    there.createServerlessIndex(
        "abroad", "cosine", 3, "gcp", "europe-west4", "disabled", Map.of("team", "one"));
    client()
        .createIndexForModel(
            "notes",
            "aws",
            "us-east-1",
            new CreateIndexForModelRequestEmbed().model("pocket").fieldMap(Map.of("text", "words")),
            "disabled",
            Map.of("team", "two"));
    // What is made there is seen here after some seconds.
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isThere(client(), "abroad")) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    try (PictorServer second =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("second"))
                .port(0)
                .apiKeys(List.of(PhotosServer.KEY))
                .browser(false)
                .store(settings(PhotosServer.KEY))
                .build())) {
      Pinecone other = client(second);
      for (String name : List.of("abroad", "notes")) {
        assertThat(said(other, name)).isEqualTo(said(client(), name)).contains("team");
      }
      assertThat(said(other, "abroad")).contains("europe-west4");
      assertThat(other.describeIndex("notes").getEmbed())
          .isNotNull()
          .satisfies(embed -> assertThat(embed.getFieldMap()).isEqualTo(Map.of("text", "words")));
    }
    there.deleteIndex("abroad");
    there.deleteIndex("notes");
  }

  private static boolean isThere(Pinecone client, String index) {
    try {
      IndexModel _ = client.describeIndex(index);
      return true;
    } catch (PineconeNotFoundException e) {
      return false;
    }
  }

  /// All but the host, whose port is each server's own.
  private static String said(Pinecone client, String index) {
    return client.describeIndex(index).toString().replaceAll("host: .*", "");
  }

  @Test
  void aWrongKeyIsToldAtTheStartAndNotShown() {
    ServerConfig config =
        ServerConfig.builder()
            .data(folder.resolve("other"))
            .port(0)
            .browser(false)
            .store(settings("another-key"))
            .build();
    assertThatThrownBy(() -> PictorServer.start(config))
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("store-key: ***", "PICTOR_STORE_KEY")
        .hasMessageNotContaining("another-key");
  }
}
