package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Copies of collections. Only for engines that make them.
public interface SnapshotsContract extends StoreUnderTest {

  private Snapshots snapshots() {
    return store().snapshots().orElseThrow();
  }

  /// Whether all records of one call come into a snapshot, or none.
  default boolean holdsWholeCalls() {
    return true;
  }

  /// How many snapshots are made while a writer writes.
  default int madeWhileWriting() {
    return 8;
  }

  @Test
  default void snapshotKeepsTheMomentAndOutlivesItsCollection() {
    CollectionStore pairs = pairs();
    store().bind("pairs", "pocket", Samples.ONE);
    VectorRecord old = Samples.record("a", Map.of("k", "old"));
    pairs.upsert("", List.of(old, Samples.record("b", 1, 0)));
    pairs.upsert("n", List.of(Samples.record("a", 0, 1)));
    Snapshot made = snapshots().create("pairs", "before", "all of it");
    pairs.upsert("", List.of(Samples.record("a", 5, 5), Samples.record("c", 5, 5)));
    store().drop("pairs");
    assertThat(made.records()).isEqualTo(3);
    assertThat(made.namespaces()).isEqualTo(2);
    assertThat(made.bytes()).isPositive();
    assertThat(made.name()).isEqualTo("before");
    reopen();
    assertThat(snapshots().list()).containsExactly(made);
    assertThat(snapshots().find(made.id())).contains(made);
    CollectionStore again = snapshots().restore(made.id(), "again");
    assertThat(again.fetch("", List.of("a", "b", "c")))
        .containsExactly(old, Samples.record("b", 1, 0));
    assertThat(Samples.counts(again)).isEqualTo(Map.of("", 2L, "n", 1L));
    assertThat(again.spec())
        .isEqualTo(
            new CollectionSpec(
                "again", 2, Similarity.COSINE, new ModelBinding.Bound("pocket", Samples.ONE)));
  }

  @Test
  default void restoredCollectionAndSnapshotDoNotTouchEachOther() {
    pairs().upsert("", List.of(Samples.record("a", 1, 0)));
    Snapshot made = snapshots().create("pairs", "", "");
    CollectionStore first = snapshots().restore(made.id(), "first");
    first.upsert("", List.of(Samples.record("b", 1, 0)));
    first.delete("", List.of("a"));
    assertThat(snapshots().restore(made.id(), "second").count("", Samples.ALL)).isOne();
    snapshots().delete(made.id());
    assertThat(snapshots().list()).isEmpty();
    assertThatThrownBy(() -> snapshots().delete(made.id())).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> snapshots().restore(made.id(), "third")).isInstanceOf(NotFound.class);
    assertThat(reopened("first").fetch("", List.of("a", "b")))
        .containsExactly(Samples.record("b", 1, 0));
    assertThat(store().verify("second").problems()).isEmpty();
  }

  @Test
  default void nothingIsRestoredOverACollection() {
    CollectionStore pairs = pairs();
    Snapshot made = snapshots().create("pairs", "", "");
    pairs.upsert("", List.of(Samples.record("a", 1, 0)));
    assertThatThrownBy(() -> snapshots().restore(made.id(), "pairs")).isInstanceOf(Conflict.class);
    assertThat(pairs.count("", Samples.ALL)).isOne();
    assertThatThrownBy(() -> snapshots().create("none", "", "")).isInstanceOf(NotFound.class);
  }

  @Test
  default void snapshotsWhileWritingHoldWhatWasAcknowledged() throws Exception {
    CollectionStore pairs = pairs();
    AtomicBoolean done = new AtomicBoolean();
    List<Snapshot> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer = threads.submit(() -> writeGenerations(pairs, done));
      long before = 0;
      while (made.size() < madeWhileWriting()) {
        long acknowledged = pairs.count("", Samples.ALL);
        Snapshot snapshot = snapshots().create("pairs", "s" + made.size(), "");
        assertThat(snapshot.records()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(snapshot.records()).isGreaterThanOrEqualTo(before);
        before = snapshot.records();
        made.add(snapshot);
      }
      done.set(true);
      writer.get();
    }
    for (Snapshot each : made) {
      CollectionStore restored = snapshots().restore(each.id(), each.name());
      assertThat(restored.count("", Samples.ALL)).isEqualTo(each.records());
      if (holdsWholeCalls()) {
        assertThat(each.records() % 10).isZero();
      }
      assertThat(store().verify(each.name()).problems()).isEmpty();
    }
  }

  private static void writeGenerations(CollectionStore pairs, AtomicBoolean done) {
    for (int generation = 0; !done.get(); generation++) {
      List<VectorRecord> batch = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        batch.add(Samples.record("g" + generation + "-" + i, 1, i));
      }
      pairs.upsert("", batch);
    }
  }

  @Test
  default void emptyCollectionIsSoundAndCanBeCopied() {
    create("empty", 3, Similarity.EUCLIDEAN);
    assertThat(store().verify("empty").problems()).isEmpty();
    Snapshot made = snapshots().create("empty", "", "");
    assertThat(made.records()).isZero();
    assertThat(snapshots().restore(made.id(), "copy").namespaces()).isEmpty();
    assertThatThrownBy(() -> snapshots().restore(made.id(), "No Name"))
        .isInstanceOf(InvalidRequest.class);
  }
}
