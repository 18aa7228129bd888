package dev.pictor.remotepinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Match;
import dev.pictor.store.QueryResult;
import dev.pictor.store.Snapshots;
import dev.pictor.store.SnapshotsContract;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VectorStoreContract;
import dev.pictor.store.VerifyReport;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract of stores, with another Pictor as the service. What is overridden here cannot hold:
/// Pinecone keeps no dense vector that is all zeros, so that those cases are without one.
@Tag("remote")
class PineconeStoreTest extends VectorStoreContract implements SnapshotsContract {

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void startServer() {
    server = PictorServer.start(ServerConfig.builder().data(folder).port(0).browser(false).build());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static PineconeAccess access(PictorServer server) {
    return new PineconeAccess(
        URI.create("http://127.0.0.1:" + server.pineconeUri().getPort()),
        "",
        Optional.empty(),
        "aws",
        "us-east-1");
  }

  @Override
  protected VectorStore open() {
    return PineconeStore.open(access(server));
  }

  @AfterEach
  void dropAll() {
    try (VectorStore all = open()) {
      Snapshots snapshots = all.snapshots().orElseThrow();
      snapshots.list().forEach(each -> snapshots.delete(each.id()));
      all.collections()
          .forEach(
              each -> {
                all.configure(each.name(), settings -> settings.withDeletionProtected(false));
                all.drop(each.name());
              });
    }
  }

  private static VectorRecord record(String id, float... values) {
    return new VectorRecord(id, DenseVector.copyOf(values), Metadata.empty());
  }

  @Test
  void vectorOfZerosIsRefusedAndWritesNothing() {
    CollectionStore pairs = pairs();
    assertThatThrownBy(
            () -> pairs.upsert("", List.of(record("ok", 1, 0), record("none", 0, -0.0f))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll("only zeros", "collection: pairs, id: none", "embedded store");
    assertThat(pairs.count("", MetadataFilter.all())).isZero();
  }

  /// Without the record of zeros.
  @Override
  @ParameterizedTest
  @EnumSource(Similarity.class)
  public void vectorsComeBackBitForBitAfterReopening(Similarity similarity) {
    List<VectorRecord> records =
        List.of(
            record("long", 3e18f, -4e18f, 0),
            record("short", Float.MIN_VALUE, -0.0f, 0),
            record("unit", 0.6f, 0.8f, 0));
    create("bits", 3, similarity).upsert("", records);
    List<VectorRecord> back = reopened("bits").fetch("", List.of("long", "short", "unit"));
    assertThat(back).isEqualTo(records);
    assertThat(Float.floatToRawIntBits(back.get(1).vector().get(1)))
        .isEqualTo(Float.floatToRawIntBits(-0.0f));
  }

  /// Without the record of zeros.
  @Override
  @Test
  public void scoresAreRawAndTheNearestComesFirst() {
    List<VectorRecord> records =
        List.of(record("far", -1, 0), record("near", 2, 0), record("beside", 0, 1));
    for (Similarity similarity : Similarity.values()) {
      CollectionStore made =
          create(similarity.name().toLowerCase(Locale.ROOT).replace('_', '-'), 2, similarity);
      made.upsert("", records);
      QueryResult result =
          made.query(new VectorQuery("", DenseVector.copyOf(3, 0), 3, MetadataFilter.all()));
      assertThat(result.matches()).hasSize(3);
      assertThat(result.matches().getFirst().id()).isEqualTo("near");
      for (Match match : result.matches()) {
        DenseVector vector = made.fetch("", List.of(match.id())).getFirst().vector();
        assertThat(match.score())
            .isCloseTo(similarity.score(DenseVector.copyOf(3, 0), vector), within(1e-6f));
      }
    }
  }

  /// Without the record of zeros.
  @Override
  @Test
  public void verifyCountsWhatIsThere() {
    CollectionStore pairs = pairs();
    VectorRecord worded =
        new VectorRecord("b", DenseVector.copyOf(1, 2), MetadataParser.parse(Map.of("x", "y")));
    pairs.upsert("", List.of(record("a", 3, 4), worded));
    pairs.upsert("n", List.of(record("a", 0, 1)));
    pairs.upsert("", List.of(record("b", 2, 2)));
    pairs.delete("", List.of("a"));
    VerifyReport report = store().verify("pairs");
    assertThat(report.problems()).isEmpty();
    assertThat(report.records()).isEqualTo(2);
    assertThat(report.namespaces()).isEqualTo(new TreeMap<>(Map.of("", 1L, "n", 1L)));
    assertThat(report.bytes()).isPositive();
    assertThatThrownBy(() -> store().verify("none")).isInstanceOf(NotFound.class);
  }

  @Test
  void manyLargeAnswersAtOnceComeWhole() throws Exception {
    int records = 200;
    int dimension = 512;
    CollectionStore collection = create("wide", dimension, Similarity.COSINE);
    List<VectorRecord> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      float[] values = new float[dimension];
      values[i] = 1;
      all.add(new VectorRecord("r" + i, DenseVector.wrap(values), Metadata.empty()));
    }
    collection.upsert("", all);
    List<String> ids = all.stream().map(VectorRecord::id).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<VectorRecord>>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> collection.fetch("", ids)));
      }
      for (Future<List<VectorRecord>> each : answers) {
        assertThat(each.get()).isEqualTo(all);
      }
    }
  }
}
