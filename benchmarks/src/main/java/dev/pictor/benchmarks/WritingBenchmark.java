package dev.pictor.benchmarks;

import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// Writes of 100 records, each durable and visible when it returns, and searches beside them.
/// Prints JSON lines: writes alone, searches alone, searches beside a writer that adds 500 records
/// a second, and beside one that adds as many as it can.
///
/// The arguments are a dataset and a copy of the store with the collection `base`, which grows.
final class WritingBenchmark {

  private static final int GROUP = 100;
  private static final int ADDED = 10_000;
  private static final long FULL_SPEED = 0;
  private static final long PACE_NANOS = 200_000_000;
  private static final int WARM_UP = 20_000;
  private static final int SEARCHES = 5_000;
  private static final int MOST_SEARCHES = 10_000_000;

  private WritingBenchmark() {}

  public static void main(String[] args) throws IOException {
    VectorFiles files = new VectorFiles(Path.of(args[0]));
    VectorFiles.Rows more = files.rows("more");
    VectorSearch search =
        new VectorSearch(files.rows("pictures"), "none", VectorSearch.effort("automatic"));
    try (LuceneStore store = LuceneStore.open(Path.of(args[1]))) {
      CollectionStore collection = store.collection("base").orElseThrow();
      write(collection, more.records("warm-", 0, GROUP), FULL_SPEED);
      print("writing", write(collection, more.records("alone-", 0, ADDED), FULL_SPEED));
      search(collection, search, WARM_UP);
      print("searching", search(collection, search, SEARCHES));
      beside("500 a second", collection, search, more.records("slow-", ADDED, ADDED), PACE_NANOS);
      beside("full speed", collection, search, more.records("fast-", 2 * ADDED, ADDED), FULL_SPEED);
    }
  }

  private static void beside(
      String speed,
      CollectionStore collection,
      VectorSearch search,
      List<VectorRecord> records,
      long nanosBetween) {
    CompletableFuture<Times> writing =
        CompletableFuture.supplyAsync(() -> write(collection, records, nanosBetween));
    print("searching, writing at " + speed, searchUntilDone(collection, search, writing));
    print("writing at " + speed + ", searching", writing.join());
  }

  /// Writes one group after the other.
  ///
  /// @param nanosBetween from the start of one to that of the next, at least
  private static Times write(
      CollectionStore collection, List<VectorRecord> records, long nanosBetween) {
    Times times = new Times(records.size() / GROUP);
    long first = System.nanoTime();
    for (int from = 0; from < records.size(); from += GROUP) {
      long due = first + from / GROUP * nanosBetween;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      long start = System.nanoTime();
      collection.upsert("", records.subList(from, from + GROUP));
      times.add(start);
    }
    return times;
  }

  private static Times search(CollectionStore collection, VectorSearch search, int count) {
    Times times = new Times(count);
    for (int i = 0; i < count; i++) {
      time(times, collection, search, i);
    }
    return times;
  }

  private static Times searchUntilDone(
      CollectionStore collection, VectorSearch search, CompletableFuture<Times> end) {
    Times times = new Times(MOST_SEARCHES);
    for (int i = 0; !end.isDone(); i++) {
      time(times, collection, search, i);
    }
    return times;
  }

  private static void time(Times times, CollectionStore collection, VectorSearch search, int i) {
    long start = System.nanoTime();
    collection.query(search.query(i % search.count()));
    times.add(start);
  }

  private static void print(String what, Times times) {
    System.out.printf(Locale.ROOT, "{\"what\": \"%s\", %s}%n", what, times.json());
  }
}
