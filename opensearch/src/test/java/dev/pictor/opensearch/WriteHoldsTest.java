package dev.pictor.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Writes that are held back while a snapshot is made, by a server that lives or that died.
@Tag("opensearch")
class WriteHoldsTest {

  private static final String PREFIX = "holds";

  private final OpenSearchConfig config = TestCluster.shared().config(PREFIX);
  private final Cluster cluster = new Cluster(config);
  private final CatalogDocuments documents = new CatalogDocuments(cluster, PREFIX);
  private final OpenSearchStore store = OpenSearchStore.open(config);
  private CollectionStore collection;
  private String index;

  @BeforeEach
  void create() {
    CollectionSpec spec =
        new CollectionSpec("held", 2, Similarity.COSINE, new ModelBinding.Unattested());
    collection = store.create(spec);
    index = new Catalog(documents).existing("held").index();
  }

  @AfterEach
  void remove() {
    store.drop("held");
    store.close();
    cluster.close();
  }

  private void write(String id) {
    collection.upsert(
        "", List.of(new VectorRecord(id, DenseVector.copyOf(1, 0), Metadata.empty())));
  }

  private long written() {
    return collection.count("", MetadataFilter.all());
  }

  private WriteHolds holds(InstantSource clock) {
    return new WriteHolds(cluster, documents, clock);
  }

  @Test
  void aWriteThatIsHeldBackIsDoneAfterwards() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> holding =
          threads.submit(
              () ->
                  holds(InstantSource.system())
                      .during(
                          index,
                          "none",
                          () -> {
                            held.countDown();
                            await(goOn);
                          }));
      held.await();
      Future<?> writing = threads.submit(() -> write("a"));
      assertThat(written()).isZero();
      assertThat(writing.isDone()).isFalse();
      goOn.countDown();
      holding.get();
      writing.get();
    }
    assertThat(written()).isOne();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void block() {
    assertThat(
            cluster
                .call("PUT", "/" + index + "/_block/write", null)
                .path("acknowledged")
                .asBoolean())
        .isTrue();
  }

  /// What a server leaves that dies in the middle of a snapshot.
  private void leaveHold(Instant since) {
    assertThat(
            documents.add(
                "h-" + index,
                Map.of("kind", "hold", "copy", "holds-half", "since", since.toString())))
        .isTrue();
    assertThat(cluster.call("PUT", "/holds-half", null).path("acknowledged").asBoolean()).isTrue();
    block();
  }

  @Test
  void whatADeadServerHeldBackGoesOnWithTheNextWrite() {
    write("a");
    leaveHold(Instant.now().minus(WriteHolds.LONGEST).minusSeconds(1));
    write("b");
    assertThat(written()).isEqualTo(2);
    assertThat(cluster.ask("HEAD", "/holds-half", Map.of(), null).status()).isEqualTo(404);
    assertThat(documents.find("h-" + index)).isEmpty();
  }

  @Test
  void whatADeadServerHeldBackGoesOnWithTheNextSnapshot() {
    write("a");
    leaveHold(Instant.now().minus(WriteHolds.LONGEST).minusSeconds(1));
    var snapshots = store.snapshots().orElseThrow();
    var made = snapshots.create("held", "", "");
    write("b");
    assertThat(written()).isEqualTo(2);
    assertThat(made.records()).isOne();
    snapshots.delete(made.id());
  }

  @Test
  void aServerThatWasTakenForDeadFailsAndLetsTheOthersBe() {
    WriteHolds slow = holds(InstantSource.fixed(Instant.now().minus(WriteHolds.LONGEST)));
    assertThatThrownBy(() -> slow.during(index, "holds-half", () -> write("a")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll(index, "120 s");
    write("b");
    assertThat(written()).isEqualTo(2);
    assertThat(documents.find("h-" + index)).isEmpty();
  }

  @Test
  void anIndexThatItsOperatorBlocksStaysBlockedAndThatIsTold() {
    block();
    try (OpenSearchStore impatient =
        OpenSearchStore.open(config.withPatience(Duration.ofMillis(500)))) {
      collection = impatient.collection("held").orElseThrow();
      assertThatThrownBy(() -> write("a"))
          .isInstanceOf(Overloaded.class)
          .hasMessageContainingAll("held", Cluster.BLOCKED);
      assertThat(written()).isZero();
    }
  }

  @Test
  void nothingIsHeldBackWhereNothingIs() {
    WriteHolds holds = holds(InstantSource.system());
    assertThatThrownBy(() -> holds.during("holds-none", "none", () -> {}))
        .isInstanceOf(NotFound.class);
    assertThat(documents.find("h-holds-none")).isEmpty();
  }
}
