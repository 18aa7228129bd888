package dev.pictor.pinecone;

import static io.pinecone.commons.IndexInterface.buildUpsertVectorWithUnsignedIndices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestStores;
import io.grpc.Status;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.exceptions.PineconeAlreadyExistsException;
import io.pinecone.exceptions.PineconeBadRequestException;
import io.pinecone.exceptions.PineconeForbiddenException;
import io.pinecone.exceptions.PineconeNotFoundException;
import io.pinecone.proto.DescribeIndexStatsResponse;
import io.pinecone.proto.FetchByMetadataResponse;
import io.pinecone.proto.ListResponse;
import io.pinecone.proto.Vector;
import io.pinecone.unsigned_indices_model.QueryResponseWithUnsignedIndices;
import io.pinecone.unsigned_indices_model.ScoredVectorWithUnsignedIndices;
import io.pinecone.unsigned_indices_model.VectorWithUnsignedIndices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.db_control.client.model.IndexModel;

/// The published Java client against a server over its ports: the control plane over HTTP, vectors
/// over gRPC.
class JavaClientTest {

  @TempDir static Path folder;
  private static PictorServer server;
  private static Pinecone client;

  @BeforeAll
  static void start() {
    server = start(folder.resolve("data"));
    client = client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static PictorServer start(Path data) {
    return PictorServer.start(
        ServerConfig.builder()
            .data(data)
            .store(TestStores.of(data))
            .port(0)
            .browser(false)
            .build());
  }

  private static Pinecone client(PictorServer server) {
    return new Pinecone.Builder("any-key")
        .withHost("http://127.0.0.1:" + server.pineconeUri().getPort())
        .withTlsEnabled(false)
        .build();
  }

  private static IndexModel create(String name, String metric, int dimension) {
    return client.createServerlessIndex(
        name, metric, dimension, "aws", "us-east-1", "disabled", Map.of("made", "here"));
  }

  @Test
  void anIndexIsCreatedDescribedConfiguredAndDeleted() {
    IndexModel created = create("life", "cosine", 3);
    assertThat(created.getDimension()).isEqualTo(3);
    assertThat(created.getMetric()).isEqualTo("cosine");
    assertThat(created.getTags()).isEqualTo(Map.of("made", "here"));
    assertThat(created.getStatus().getReady()).isTrue();
    assertThat(created.getStatus().getState()).isEqualTo("Ready");
    assertThat(client.describeIndex("life")).isEqualTo(created);
    assertThat(client.listIndexes().getIndexes()).contains(created);
    assertThatThrownBy(() -> create("life", "cosine", 3))
        .isInstanceOf(PineconeAlreadyExistsException.class);

    client.configureServerlessIndex("life", "enabled", Map.of("made", "", "more", "yes"), null);
    IndexModel changed = client.describeIndex("life");
    assertThat(changed.getTags()).isEqualTo(Map.of("more", "yes"));
    assertThat(changed.getDeletionProtection()).isEqualTo("enabled");
    assertThatThrownBy(() -> client.deleteIndex("life"))
        .isInstanceOf(PineconeForbiddenException.class)
        .hasMessageContaining("Deletion protection is enabled for this index");

    client.configureServerlessIndex("life", "disabled", Map.of(), null);
    client.deleteIndex("life");
    assertThatThrownBy(() -> client.describeIndex("life"))
        .isInstanceOf(PineconeNotFoundException.class)
        .hasMessageContaining("Index life not found.");
  }

  @Test
  void podsAreKeptAndShown() {
    IndexModel created = client.createPodsIndex("pods", 4, "gcp-starter", "p1.x1");
    assertThat(created.getSpec().getIndexModelPodBased().getPod().getEnvironment())
        .isEqualTo("gcp-starter");
    client.configurePodsIndex("pods", 3, "disabled");
    assertThat(
            client.describeIndex("pods").getSpec().getIndexModelPodBased().getPod().getReplicas())
        .isEqualTo(3);
    try (Index index = client.getIndexConnection("pods")) {
      index.upsert(List.of(vector("a", "x", 1, 2, 3, 4), vector("b", "y", 4, 3, 2, 1)), "");
      assertThat(index.describeIndexStats(equal("kind", "x")).getTotalVectorCount()).isEqualTo(1);
    }
  }

  @Test
  void badRequestsAreToldInPineconesWords() {
    assertThatThrownBy(() -> create("Bad_Name", "cosine", 3))
        .isInstanceOf(PineconeBadRequestException.class)
        .hasMessageContaining("Name must consist of lower case alphanumeric characters or '-'");
    assertThatThrownBy(
            () ->
                client.createServerlessIndex(
                    "elsewhere", "cosine", 3, "aws", "invalid-region", "disabled", Map.of()))
        .isInstanceOf(PineconeNotFoundException.class)
        .hasMessageContaining("Resource cloud: aws region: invalid-region not found.");
    create("words", "cosine", 2);
    try (Index index = client.getIndexConnection("words")) {
      assertThatThrownBy(() -> index.upsert("a", List.of(1f, 2f, 3f)))
          .satisfies(
              failed ->
                  refused(
                      failed,
                      Status.Code.INVALID_ARGUMENT,
                      "Vector dimension 3 does not match the dimension of the index 2"));
      assertThatThrownBy(() -> index.upsert("a", List.of(0f, 0f)))
          .satisfies(
              failed ->
                  refused(
                      failed,
                      Status.Code.INVALID_ARGUMENT,
                      "Dense vectors must contain at least one non-zero value. Vector ID 'a' contains only zeros"));
      assertThatThrownBy(() -> index.describeNamespace("nowhere"))
          .satisfies(
              failed -> refused(failed, Status.Code.NOT_FOUND, "Namespace not found: nowhere"));
    }
  }

  private static void refused(Throwable failed, Status.Code code, String message) {
    Status status = Status.fromThrowable(failed);
    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).isEqualTo(message);
  }

  @Test
  void vectorsAreWrittenFoundChangedAndDeleted() {
    create("vectors", "cosine", 3);
    try (Index index = client.getIndexConnection("vectors")) {
      List<VectorWithUnsignedIndices> vectors =
          List.of(
              vector("a", "x", 1, 0, 0),
              vector("b", "x", 0.9f, 0.1f, 0),
              vector("c", "y", 0, 1, 0.4f));
      assertThat(index.upsert(vectors, "space").getUpsertedCount()).isEqualTo(3);

      QueryResponseWithUnsignedIndices found =
          index.queryByVector(2, List.of(1f, 0f, 0f), "space", equal("kind", "x"), true, true);
      assertThat(found.getMatchesList())
          .extracting(ScoredVectorWithUnsignedIndices::getId)
          .containsExactly("a", "b");
      assertThat(found.getMatches(0).getScore()).isEqualTo(1f);
      assertThat(found.getMatches(1).getValuesList()).containsExactly(0.9f, 0.1f, 0f);
      assertThat(found.getMatches(1).getMetadata()).isEqualTo(metadata("x"));
      assertThat(found.getNamespace()).isEqualTo("space");
      assertThat(index.queryByVectorId(1, "c", "space").getMatches(0).getId()).isEqualTo("c");
      assertThat(index.queryByVectorId(1, "nobody", "space").getMatchesList()).isEmpty();

      Map<String, Vector> fetched = index.fetch(List.of("a", "nobody"), "space").getVectorsMap();
      assertThat(fetched).containsOnlyKeys("a");
      assertThat(fetched.getOrDefault("a", Vector.getDefaultInstance()).getValuesList())
          .containsExactly(1f, 0f, 0f);

      index.update("a", List.of(0f, 0f, 1f), metadata("z"), "space", null, null);
      assertThat(index.fetch(List.of("a"), "space").getVectorsOrThrow("a").getMetadata())
          .isEqualTo(metadata("z"));
      assertThat(
              index
                  .updateByMetadata(equal("kind", "x"), metadata("w"), "space", true)
                  .getMatchedRecords())
          .isEqualTo(1);
      assertThat(
              index
                  .updateByMetadata(equal("kind", "x"), metadata("w"), "space")
                  .getMatchedRecords())
          .isEqualTo(1);
      assertThat(index.fetchByMetadata("space", equal("kind", "w")).getVectorsMap())
          .containsOnlyKeys("b");

      index.deleteByIds(List.of("a"), "space");
      index.deleteByFilter(equal("kind", "w"), "space");
      assertThat(index.describeIndexStats().getNamespacesOrThrow("space").getVectorCount())
          .isEqualTo(1);
      index.deleteAll("space");
      DescribeIndexStatsResponse stats = index.describeIndexStats();
      assertThat(stats.getTotalVectorCount()).isZero();
      assertThat(stats.getDimension()).isEqualTo(3);
      assertThat(stats.getMetric()).isEqualTo("cosine");
      assertThat(stats.getVectorType()).isEqualTo("dense");
    }
  }

  @Test
  void pagesGoOnWhereTheyEnded() {
    create("pages", "euclidean", 2);
    try (Index index = client.getIndexConnection("pages")) {
      index.upsert(
          IntStream.range(0, 7).mapToObj(i -> vector("doc#" + i, "x", i + 1f, 1)).toList(), "");
      index.upsert("other", List.of(1f, 1f));
      ListResponse first = index.list("", "doc#", 4);
      assertThat(ids(first)).containsExactly("doc#0", "doc#1", "doc#2", "doc#3");
      ListResponse second = index.list("", "doc#", first.getPagination().getNext(), 4);
      assertThat(ids(second)).containsExactly("doc#4", "doc#5", "doc#6");
      assertThat(second.hasPagination()).isFalse();

      FetchByMetadataResponse page =
          index.fetchByMetadata("__default__", equal("kind", "x"), 5, null);
      assertThat(page.getVectorsMap()).hasSize(5);
      FetchByMetadataResponse rest =
          index.fetchByMetadata(
              "__default__", equal("kind", "x"), 5, page.getPagination().getNext());
      assertThat(rest.getVectorsMap()).hasSize(2);

      QueryResponseWithUnsignedIndices nearest = index.queryByVector(3, List.of(2f, 1f));
      assertThat(nearest.getMatchesList())
          .extracting(ScoredVectorWithUnsignedIndices::getScore)
          .containsExactly(0f, 1f, 1f);
    }
  }

  private static List<String> ids(ListResponse response) {
    return response.getVectorsList().stream().map(each -> each.getId()).toList();
  }

  @Test
  void sparseAndHybridVectorsUseTheWholeRangeOfIndices() {
    client.createSparseServelessIndex("sparse", "aws", "us-east-1", "disabled", Map.of(), "sparse");
    assertThat(client.describeIndex("sparse").getDimension()).isNull();
    long largest = 4_294_967_295L;
    try (Index index = client.getIndexConnection("sparse")) {
      index.upsert("s", List.of(), List.of(1L, largest), List.of(0.5f, 0.25f), null, "");
      QueryResponseWithUnsignedIndices found =
          index.query(1, null, List.of(largest), List.of(4f), null, "", null, true, false);
      assertThat(found.getMatches(0).getScore()).isEqualTo(1f);
      assertThat(
              found
                  .getMatches(0)
                  .getSparseValuesWithUnsignedIndices()
                  .getIndicesWithUnsigned32IntList())
          .containsExactly(1L, largest);
    }
    create("hybrid", "dotproduct", 2);
    try (Index index = client.getIndexConnection("hybrid")) {
      index.upsert("h", List.of(1f, 2f), List.of(7L), List.of(3f), null, "");
      QueryResponseWithUnsignedIndices found =
          index.query(1, List.of(1f, 1f), List.of(7L), List.of(2f), null, "", null, false, false);
      assertThat(found.getMatches(0).getScore()).isEqualTo(9f);
    }
  }

  @Test
  void namespacesAreCreatedListedDescribedAndDeleted() {
    create("spaces", "cosine", 2);
    try (Index index = client.getIndexConnection("spaces")) {
      assertThat(index.createNamespace("one").getRecordCount()).isZero();
      index.upsert("a", List.of(1f, 1f), "two");
      assertThat(index.describeNamespace("two").getRecordCount()).isEqualTo(1);
      assertThat(index.listNamespaces().getNamespacesList())
          .extracting(each -> each.getName())
          .containsExactly("one", "two");
      assertThat(index.listNamespaces(null, 1).getNamespacesList()).hasSize(1);
      assertThatThrownBy(() -> index.createNamespace("one"))
          .satisfies(failed -> assertThat(failed).hasMessageContaining("ALREADY_EXISTS"));
      index.deleteNamespace("two");
      assertThat(index.listNamespaces().getTotalCount()).isEqualTo(1);
    }
  }

  @Test
  void portsAndRecordsSurviveARestart() {
    Path data = folder.resolve("restarted");
    String host;
    try (PictorServer before = start(data)) {
      Pinecone first = client(before);
      first.createServerlessIndex("kept", "cosine", 2, "gcp", "us-central1", "disabled", Map.of());
      host = first.describeIndex("kept").getHost();
      try (Index index = first.getIndexConnection("kept")) {
        index.upsert("a", List.of(1f, 1f));
      }
    }
    try (PictorServer after = start(data)) {
      Pinecone second = client(after);
      assertThat(second.describeIndex("kept").getHost()).isEqualTo(host);
      try (Index index = second.getIndexConnection("kept")) {
        assertThat(index.fetch(List.of("a")).getVectorsMap()).containsOnlyKeys("a");
      }
    }
  }

  private static VectorWithUnsignedIndices vector(String id, String kind, float... values) {
    List<Float> list = IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    return buildUpsertVectorWithUnsignedIndices(id, list, null, null, metadata(kind));
  }

  /// One text, one number, one list.
  private static Struct metadata(String kind) {
    return Struct.newBuilder()
        .putFields("kind", text(kind))
        .putFields("n", Value.newBuilder().setNumberValue(1.5).build())
        .putFields(
            "tags",
            Value.newBuilder()
                .setListValue(ListValue.newBuilder().addValues(text("p")).addValues(text("q")))
                .build())
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Struct equal(String field, String value) {
    return Struct.newBuilder()
        .putFields(
            field,
            Value.newBuilder()
                .setStructValue(Struct.newBuilder().putFields("$eq", text(value)))
                .build())
        .build();
  }
}
