package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.opensearch.TestCluster;
import dev.pictor.server.StoreSettings.Engine;
import io.grpc.StatusRuntimeException;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.exceptions.PineconeForbiddenException;
import io.pinecone.exceptions.PineconeNotFoundException;
import io.pinecone.unsigned_indices_model.ScoredVectorWithUnsignedIndices;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.db_control.client.model.BackupModel;
import org.openapitools.db_control.client.model.CollectionModel;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;
import org.openapitools.db_control.client.model.IndexModel;
import tools.jackson.databind.JsonNode;

/// Two servers in front of one cluster, each with a data folder of its own, by the published client
/// and the native API. What one does the other shows after a second at most, so that is waited for.
@Tag("opensearch")
class SharedClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Front one;
  private static Front other;

  /// A server and its clients.
  private record Front(PictorServer server, Pinecone pinecone, TestClient client)
      implements AutoCloseable {

    static Front start(Path data) {
      PictorServer server =
          PictorServer.start(
              ServerConfig.builder()
                  .data(data)
                  .store(settings())
                  .port(0)
                  .browser(false)
                  .watch(false)
                  .rescan(Duration.ZERO)
                  .build());
      Pinecone pinecone =
          new Pinecone.Builder("any-key")
              .withHost("http://127.0.0.1:" + server.pineconeUri().getPort())
              .withTlsEnabled(false)
              .build();
      return new Front(server, pinecone, new TestClient(server.uri(), ""));
    }

    private static StoreSettings settings() {
      return StoreSettings.of(Engine.OPENSEARCH)
          .withUrls(TestCluster.shared().addresses().stream().map(URI::toString).toList())
          .withPrefix("two-fronts");
    }

    Index index(String name) {
      return pinecone.getIndexConnection(name);
    }

    List<String> found(Index index, List<Float> vector) {
      return index
          .query(5, vector, null, null, null, "", null, false, false)
          .getMatchesList()
          .stream()
          .map(ScoredVectorWithUnsignedIndices::getId)
          .toList();
    }

    JsonNode collection(String name) throws Exception {
      return json(client.get("api/v1/collections/" + name));
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  @BeforeAll
  static void start() {
    one = Front.start(folder.resolve("one"));
    other = Front.start(folder.resolve("other"));
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  /// What the other server answers as soon as it is as expected.
  private static <T> T await(Supplier<T> answer, Predicate<T> expected) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    T last = answer.get();
    while (!expected.test(last)) {
      assertThat(System.nanoTime()).as("still %s", last).isLessThan(end);
      last = answer.get();
    }
    return last;
  }

  private static boolean isThere(Front front, String name) {
    try {
      IndexModel _ = front.pinecone().describeIndex(name);
      return true;
    } catch (PineconeNotFoundException e) {
      return false;
    }
  }

  /// All but the host, whose port is each server's own.
  private static String said(IndexModel index) {
    return index.toString().replaceAll("host: .*", "");
  }

  @Test
  void whatOneServerCreatesTheOtherSearchesWritesConfiguresAndDeletes() {
    IndexModel made =
        one.pinecone()
            .createServerlessIndex(
                "films", "dotproduct", 2, "gcp", "europe-west4", "disabled", Map.of("team", "a"));
    assertThat(other.pinecone().listIndexes().getIndexes())
        .filteredOn(each -> each.getName().equals("films"))
        .extracting(SharedClusterTest::said)
        .containsExactly(said(made));
    assertThat(said(other.pinecone().describeIndex("films"))).isEqualTo(said(made));
    assertThat(other.pinecone().describeIndex("films").getHost()).isNotEqualTo(made.getHost());

    try (Index here = one.index("films");
        Index there = other.index("films")) {
      here.upsert("a", List.of(1f, 0f));
      assertThat(there.fetch(List.of("a"), "").getVectorsMap()).containsOnlyKeys("a");
      assertThat(other.found(there, List.of(1f, 0f))).containsExactly("a");
      there.upsert("b", List.of(2f, 0f));
      assertThat(other.found(there, List.of(1f, 0f))).containsExactly("b", "a");
      assertThat(one.found(here, List.of(1f, 0f))).containsExactly("b", "a");
      there.deleteByIds(List.of("a"), "");
      assertThat(one.found(here, List.of(1f, 0f))).containsExactly("b");

      other
          .pinecone()
          .configureServerlessIndex("films", "enabled", Map.of("team", "b", "by", "x"), null);
      IndexModel changed = other.pinecone().describeIndex("films");
      assertThat(changed.getTags()).isEqualTo(Map.of("team", "b", "by", "x"));
      IndexModel _ =
          await(
              () -> one.pinecone().describeIndex("films"),
              each -> said(each).equals(said(changed)));
      assertThatThrownBy(() -> one.pinecone().deleteIndex("films"))
          .isInstanceOf(PineconeForbiddenException.class);
      one.pinecone().configureServerlessIndex("films", "disabled", Map.of(), null);
      IndexModel _ =
          await(
              () -> other.pinecone().describeIndex("films"),
              each -> "disabled".equals(each.getDeletionProtection()));

      other.pinecone().deleteIndex("films");
      assertThat(isThere(other, "films")).isFalse();
      assertThat(await(() -> isThere(one, "films"), there2 -> !there2)).isFalse();
      assertThatThrownBy(() -> here.upsert("c", List.of(1f, 1f)))
          .isInstanceOf(StatusRuntimeException.class); // its port goes, too
    }
    // Nothing of the first one is left when the name is used again.
    IndexModel again =
        one.pinecone()
            .createServerlessIndex("films", "cosine", 3, "aws", "us-east-1", "disabled", Map.of());
    IndexModel _ =
        await(
            () -> other.pinecone().describeIndex("films"), each -> said(each).equals(said(again)));
    try (Index there = other.index("films")) {
      assertThat(there.describeIndexStats().getTotalVectorCount()).isZero();
    }
    one.pinecone().deleteIndex("films");
  }

  @Test
  void vectorsThatOneServerMakesOfRecordsTheOtherMakesToo() throws Exception {
    IndexModel made =
        one.pinecone()
            .createIndexForModel(
                "notes",
                "aws",
                "us-east-1",
                new CreateIndexForModelRequestEmbed()
                    .model("pocket")
                    .fieldMap(Map.of("text", "words")),
                "disabled",
                Map.of());
    assertThat(made.getEmbed()).isNotNull();
    assertThat(other.pinecone().describeIndex("notes").getEmbed()).isEqualTo(made.getEmbed());
    try (Index there = other.index("notes")) {
      there.upsertRecords(
          "n",
          List.of(
              Map.of("_id", "1", "words", "a red car"),
              Map.of("_id", "2", "words", "a bowl of soup")));
    }
    try (Index here = one.index("notes")) {
      assertThat(
              here.searchRecordsByText("soup", "n", List.of("words"), 1, null, null)
                  .getResult()
                  .getHits())
          .singleElement()
          .satisfies(hit -> assertThat(hit.getId()).isEqualTo("2"));
    }
    other.pinecone().deleteIndex("notes");
  }

  @Test
  void collectionsAndTagsOfTheNativeApiAreTheSameOnBoth() throws Exception {
    assertThat(
            one.client()
                .post(
                    "api/v1/collections",
                    "{\"name\": \"shots\", \"dimension\": 2, \"tags\": {\"team\": \"a\"}}")
                .statusCode())
        .isEqualTo(201);
    assertThat(other.collection("shots")).isEqualTo(one.collection("shots"));
    assertThat(other.pinecone().describeIndex("shots").getTags()).isEqualTo(Map.of("team", "a"));
    HttpRequest.Builder change =
        other
            .client()
            .request("api/v1/collections/shots")
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("{\"tags\": {\"team\": \"b\"}}"));
    assertThat(other.client().send(change).statusCode()).isEqualTo(200);
    assertThat(other.collection("shots").at("/tags/team").stringValue()).isEqualTo("b");
    IndexModel _ =
        await(
            () -> one.pinecone().describeIndex("shots"),
            each -> Map.of("team", "b").equals(each.getTags()));
    assertThat(one.collection("shots")).isEqualTo(other.collection("shots"));
    assertThat(
            one.client()
                .send(one.client().request("api/v1/collections/shots").DELETE())
                .statusCode())
        .isEqualTo(204);
    assertThat(await(() -> isThere(other, "shots"), there -> !there)).isFalse();
    assertThat(other.client().get("api/v1/collections/shots").statusCode()).isEqualTo(404);
  }

  @Test
  void podsAndReplicasAreShardsAndCopiesInTheCluster() throws Exception {
    IndexModel _ =
        one.pinecone()
            .createPodsIndex(
                "pods",
                2,
                "us-east4-gcp",
                "p1.x1",
                "cosine",
                2,
                3,
                6,
                null,
                null,
                "disabled",
                Map.of());
    assertThat(distribution("pods")).isEqualTo(Map.of("shards", 3, "copies", 2));
    try (Index index = one.index("pods")) {
      index.upsert("a", List.of(1f, 0f));
      IndexModel _ = other.pinecone().configurePodsIndex("pods", 3, "disabled");
      assertThat(distribution("pods")).isEqualTo(Map.of("shards", 3, "copies", 3));
      assertThat(one.found(index, List.of(1f, 0f))).containsExactly("a");
    }
    IndexModel _ =
        await(
            () -> one.pinecone().describeIndex("pods"),
            each ->
                Integer.valueOf(3)
                    .equals(each.getSpec().getIndexModelPodBased().getPod().getReplicas()));
    one.pinecone().deleteIndex("pods");
  }

  @Test
  void aBackupThatOneServerMakesTheOtherListsRestoresAndDeletes() throws Exception {
    IndexModel _ =
        one.pinecone()
            .createServerlessIndex(
                "kept", "dotproduct", 2, "gcp", "us-central1", "disabled", Map.of("team", "a"));
    try (Index index = one.index("kept")) {
      index.upsert("a", List.of(1f, 0f));
      index.upsert("b", List.of(2f, 0f), "n");
    }
    String id = one.pinecone().createBackup("kept", "monday", "all of it").getBackupId();
    one.pinecone().deleteIndex("kept");
    BackupModel there = other.pinecone().describeBackup(id);
    assertThat(other.pinecone().listProjectBackups().getData()).containsExactly(there);
    assertThat(there.getName()).isEqualTo("monday");
    assertThat(there.getCloud()).isEqualTo("gcp");
    assertThat(there.getMetric()).isEqualTo("dotproduct");
    assertThat(there.getRecordCount()).isEqualTo(2);
    assertThat(there.getNamespaceCount()).isEqualTo(2);
    assertThat(json(one.client().get("api/v1/snapshots")).at("/snapshots/0/id").stringValue())
        .isEqualTo(id);

    assertThat(other.pinecone().createIndexFromBackup(id, "again").getIndexId()).isNotBlank();
    assertThat(other.pinecone().describeIndex("again").getTags()).isEqualTo(Map.of("team", "a"));
    assertThat(
            other
                .pinecone()
                .describeIndex("again")
                .getSpec()
                .getIndexModelServerless()
                .getServerless()
                .getCloud())
        .isEqualTo("gcp");
    try (Index index = other.index("again")) {
      assertThat(other.found(index, List.of(1f, 0f))).containsExactly("a");
      index.upsert("c", List.of(3f, 0f));
      assertThat(other.found(index, List.of(1f, 0f))).containsExactly("c", "a");
    }
    other.pinecone().deleteBackup(id);
    assertThat(one.pinecone().listProjectBackups().getData()).isEmpty();
    other.pinecone().deleteIndex("again");
  }

  @Test
  void aCollectionOfPodsOfOneServerBecomesAnIndexOfTheOther() {
    IndexModel _ = one.pinecone().createPodsIndex("source", 2, "us-east4-gcp", "p1.x1");
    try (Index index = one.index("source")) {
      index.upsert("a", List.of(1f, 0f));
    }
    CollectionModel made = one.pinecone().createCollection("frozen", "source");
    one.pinecone().deleteIndex("source");
    assertThat(other.pinecone().describeCollection("frozen")).isEqualTo(made);
    IndexModel _ =
        other.pinecone().createPodsIndex("thawed", 2, "us-east4-gcp", "p2.x1", "cosine", "frozen");
    try (Index index = other.index("thawed")) {
      assertThat(other.found(index, List.of(1f, 0f))).containsExactly("a");
    }
    other.pinecone().deleteIndex("thawed");
    other.pinecone().deleteCollection("frozen");
    assertThat(one.pinecone().listCollections().getCollections()).isEmpty();
  }

  @Test
  void dedicatedCapacityIsShardsAndCopiesAndItsShardsStay() throws Exception {
    String body =
        """
        {"name": "own", "dimension": 2, "metric": "cosine", "spec": {"serverless": {
          "cloud": "aws", "region": "us-east-1", "read_capacity": {"mode": "Dedicated",
          "dedicated": {"node_type": "b1", "scaling": "Manual",
            "manual": {"shards": 2, "replicas": 1}}}}}}
        """;
    assertThat(control("POST", "indexes", body)).startsWith("201");
    assertThat(distribution("own")).isEqualTo(Map.of("shards", 2, "copies", 1));
    String change =
        """
        {"spec": {"serverless": {"read_capacity": {"mode": "Dedicated", "dedicated": {
          "node_type": "b1", "scaling": "Manual", "manual": {"shards": %d, "replicas": %d}}}}}}
        """;
    assertThat(control("PATCH", "indexes/own", change.formatted(2, 2))).startsWith("20");
    assertThat(distribution("own")).isEqualTo(Map.of("shards", 2, "copies", 2));
    assertThat(control("PATCH", "indexes/own", change.formatted(3, 2)))
        .startsWith("409")
        .contains("shards: 3 (expected: 2, as the collection own was made)", "pictor copy");
    assertThat(distribution("own")).isEqualTo(Map.of("shards", 2, "copies", 2));
    one.pinecone().deleteIndex("own");
  }

  /// Status and body.
  private static String control(String method, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(one.server().pineconeUri().resolve("/" + path))
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  /// What the cluster itself says of a collection's index.
  private static Map<String, Integer> distribution(String collection) throws Exception {
    URI node = TestCluster.shared().addresses().getFirst();
    try (TestClient cluster = new TestClient(node, "")) {
      JsonNode index =
          json(cluster.get("two-fronts-" + collection + "-*/_settings"))
              .values()
              .iterator()
              .next()
              .at("/settings/index");
      return Map.of(
          "shards",
          index.get("number_of_shards").asInt(),
          "copies",
          1 + index.get("number_of_replicas").asInt());
    }
  }
}
