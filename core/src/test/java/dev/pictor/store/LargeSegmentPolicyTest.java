package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeSegmentPolicyTest {

  @TempDir Path folder;

  @Test
  void manySmallWritesEndInFewSegments() {
    Random random = new Random(3);
    try (LuceneStore store = LuceneStore.open(folder)) {
      CollectionStore collection = empty(store);
      for (int group = 0; group < 60; group++) {
        collection.upsert("", records(random, group, 50));
      }
      StoreStats stats = settled(collection);
      assertThat(stats.records()).isEqualTo(3000);
      assertThat(stats.segments()).isLessThanOrEqualTo(LargeSegmentPolicy.SEGMENTS_AT_MOST);
    }
  }

  @Test
  void recordsReplacedAgainAndAgainDoNotPileUp() {
    Random random = new Random(4);
    try (LuceneStore store = LuceneStore.open(folder)) {
      CollectionStore collection = empty(store);
      collection.upsert("", records(random, 0, 1000));
      long bytes = settled(collection).bytes();
      for (int time = 0; time < 20; time++) {
        collection.upsert("", records(random, 0, 1000).subList(0, 300));
      }
      StoreStats stats = settled(collection);
      assertThat(stats.records()).isEqualTo(1000);
      assertThat(stats.bytes()).isLessThan(3 * bytes);
    }
  }

  @Test
  void statsAreReadWhileMergesDeleteWhatTheyJoined() {
    Random random = new Random(5);
    try (LuceneStore store = LuceneStore.open(folder)) {
      CollectionStore collection = empty(store);
      CompletableFuture<Void> writes =
          CompletableFuture.runAsync(
              () -> {
                for (int group = 0; group < 60; group++) {
                  collection.upsert("", records(random, group, 50));
                }
              });
      while (!writes.isDone()) {
        assertThat(collection.stats().bytes()).isNotNegative();
      }
      writes.join();
      assertThat(settled(collection).records()).isEqualTo(3000);
    }
  }

  private static CollectionStore empty(LuceneStore store) {
    return store.create(
        new CollectionSpec("c", 8, Similarity.COSINE, new ModelBinding.Unattested()));
  }

  /// A write starts the merges that are due and takes over those that ended.
  private static StoreStats settled(CollectionStore collection) {
    StoreStats _ = afterMerges(collection);
    collection.upsert("", collection.fetch("", List.of("0-0")));
    return afterMerges(collection);
  }

  private static StoreStats afterMerges(CollectionStore collection) {
    StoreStats stats = collection.stats();
    while (stats.merges() > 0) {
      Thread.onSpinWait();
      stats = collection.stats();
    }
    return stats;
  }

  private static List<VectorRecord> records(Random random, int group, int count) {
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[8];
      for (int d = 0; d < values.length; d++) {
        values[d] = (float) random.nextGaussian();
      }
      records.add(new VectorRecord(group + "-" + i, DenseVector.wrap(values), Metadata.empty()));
    }
    return records;
  }
}
