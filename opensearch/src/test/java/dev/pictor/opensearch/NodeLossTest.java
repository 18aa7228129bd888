package dev.pictor.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Distribution;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryResult;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nodes of a cluster of three end, one at a time, while records are written and searched.
@Tag("opensearch")
class NodeLossTest {

  private static final int DIMENSION = 16;
  private static final int GROUP = 50;

  private final TestCluster cluster = TestCluster.shared();
  private final Random random = new Random(3);

  @AfterEach
  void restore() {
    cluster.restore();
    for (String prefix : List.of("kill", "roll")) {
      try (OpenSearchStore left = OpenSearchStore.open(cluster.config(prefix))) {
        left.collections().forEach(each -> left.drop(each.name()));
      }
    }
  }

  private CollectionStore create(OpenSearchStore store, String name) {
    CollectionSpec spec =
        new CollectionSpec(name, DIMENSION, Similarity.COSINE, new ModelBinding.Unattested());
    return store.create(
        spec.withSettings(CollectionSettings.none().withDistribution(new Distribution(3, 2))));
  }

  private List<VectorRecord> records(int from) {
    List<VectorRecord> records = new ArrayList<>();
    for (int i = from; i < from + GROUP; i++) {
      records.add(new VectorRecord("r" + i, vector(i), Metadata.empty()));
    }
    return records;
  }

  /// The same for a number each time.
  private static DenseVector vector(int number) {
    Random random = new Random(number);
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return DenseVector.wrap(values);
  }

  /// Writes groups of records until it is told to stop; counts those that were acknowledged.
  private void write(CollectionStore collection, AtomicInteger acknowledged, AtomicBoolean stop) {
    while (!stop.get()) {
      collection.upsert("", records(acknowledged.get()));
      acknowledged.addAndGet(GROUP);
    }
  }

  /// Searches for records that are there until it is told to stop; counts the searches.
  private void search(
      CollectionStore collection, int there, AtomicInteger searches, AtomicBoolean stop) {
    while (!stop.get()) {
      int number = random.nextInt(there);
      QueryResult result =
          collection.query(new VectorQuery("", vector(number), 1, MetadataFilter.all()));
      assertThat(result.matches()).extracting(Match::id).containsExactly("r" + number);
      searches.incrementAndGet();
    }
  }

  /// Waits until `counter` has gone on by `more`, or until what counts it has failed.
  private static void awaitMore(AtomicInteger counter, int more, Future<?> counting)
      throws Exception {
    int end = counter.get() + more;
    while (counter.get() < end) {
      try {
        counting.get(50, TimeUnit.MILLISECONDS);
        throw new AssertionError("nobody told it to stop");
      } catch (TimeoutException stillCounting) {
        // Look again.
      }
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndSearchesGoOnWhenANodeIsKilled() throws Exception {
    try (OpenSearchStore store = OpenSearchStore.open(cluster.config("kill"))) {
      CollectionStore collection = create(store, "killed");
      collection.upsert("", records(0));
      AtomicInteger acknowledged = new AtomicInteger(GROUP);
      AtomicInteger searches = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<?> writing = threads.submit(() -> write(collection, acknowledged, stop));
        Future<?> searching = threads.submit(() -> search(collection, GROUP, searches, stop));
        awaitMore(acknowledged, 10 * GROUP, writing);
        cluster.killNode(1);
        awaitMore(acknowledged, 10 * GROUP, writing);
        awaitMore(searches, 50, searching);
        cluster.startNode(1);
        cluster.awaitGreen(3);
        awaitMore(acknowledged, 10 * GROUP, writing);
        // The one that knows all about the others, if it is that one.
        cluster.killNode(0);
        awaitMore(acknowledged, 10 * GROUP, writing);
        awaitMore(searches, 50, searching);
        cluster.startNode(0);
        stop.set(true);
        writing.get();
        searching.get();
      } finally {
        stop.set(true);
      }
      cluster.awaitGreen(3);
      assertThat(collection.count("", MetadataFilter.all())).isEqualTo(acknowledged.get());
      for (int from = 0; from < acknowledged.get(); from += GROUP) {
        List<VectorRecord> wanted = records(from);
        List<String> ids = wanted.stream().map(VectorRecord::id).toList();
        assertThat(collection.fetch("", ids)).isEqualTo(wanted);
      }
      assertThat(store.verify("killed").problems()).isEmpty();
    }
  }

  @Test
  void searchesDoNotNoticeARollingRestart() throws Exception {
    try (OpenSearchStore store = OpenSearchStore.open(cluster.config("roll"))) {
      CollectionStore collection = create(store, "rolled");
      for (int from = 0; from < 10 * GROUP; from += GROUP) {
        collection.upsert("", records(from));
      }
      AtomicInteger searches = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
        Future<?> searching = threads.submit(() -> search(collection, 10 * GROUP, searches, stop));
        for (int node = 0; node < 3; node++) {
          awaitMore(searches, 50, searching);
          cluster.stopNode(node);
          awaitMore(searches, 50, searching);
          cluster.startNode(node);
          cluster.awaitGreen(3);
        }
        stop.set(true);
        searching.get();
      } finally {
        stop.set(true);
      }
    }
  }
}
