package dev.pictor.benchmarks;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryResult;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The embedded store on the vectors of `benchmarks/vectors/dataset.py`. Prints JSON lines.
///
/// ```
/// build  DATASET COLLECTION BASE PRECISION THREADS           then waits for the merges
/// search DATASET COLLECTION CASE QUERIES FLAG EFFORT,…       on one thread
/// ```
///
/// Arguments are those of [VectorSearch] and [Precision].
final class VectorBenchmark {

  private static final int GROUP = 1000;
  private static final int WARM_UP = 2000;
  private static final int QUIET_LOOKS = 50;
  private static final int LOOK_MILLIS = 100;

  private VectorBenchmark() {}

  public static void main(String[] args) throws Exception {
    VectorFiles files = new VectorFiles(Path.of(args[1]));
    try (LuceneStore store = LuceneStore.open(files.folder().resolve("pictor"))) {
      switch (args[0]) {
        case "build" -> build(create(store, args[2], args[4]), files, args[3], args[5]);
        case "search" ->
            search(
                store.collection(args[2]).orElseThrow(), files, args[3], args[4], args[5], args[6]);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static CollectionStore create(LuceneStore store, String name, String precision) {
    if (store.collection(name).isPresent()) {
      store.drop(name);
    }
    VectorSpace space =
        new VectorSpace.Dense(
            VectorFiles.DIMENSION, Similarity.COSINE, Precision.valueOf(precision));
    return store.create(new CollectionSpec(name, space, new ModelBinding.Unattested()));
  }

  static void build(CollectionStore collection, VectorFiles files, String base, String threads)
      throws Exception {
    VectorFiles.Rows rows = files.rows(base);
    byte[] groups = files.groups();
    Stopwatch watch = Stopwatch.started();
    AtomicInteger next = new AtomicInteger();
    onThreads(
        Integer.parseInt(threads),
        () -> {
          for (int from = next.getAndAdd(GROUP);
              from < rows.count();
              from = next.getAndAdd(GROUP)) {
            collection.upsert("", records(rows, groups, from));
          }
          return next.get();
        });
    double written = watch.read().seconds();
    Stopwatch.Reading taken = settled(collection, watch);
    StoreStats stats = collection.stats();
    System.out.printf(
        Locale.ROOT,
        "{\"records\": %d, \"written\": %.2f, \"seconds\": %.2f, \"cpu\": %.2f, \"segments\": %d, \"bytes\": %d, \"peakBytes\": %d}%n",
        stats.records(),
        written,
        taken.seconds(),
        taken.processorSeconds(),
        stats.segments(),
        stats.bytes(),
        ResidentMemory.peakBytes());
  }

  /// What had been taken when the last merge was done: after that nothing begins for a while.
  private static Stopwatch.Reading settled(CollectionStore collection, Stopwatch watch)
      throws InterruptedException {
    Stopwatch.Reading end = watch.read();
    for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
      Thread.sleep(LOOK_MILLIS);
      if (collection.stats().merges() > 0) {
        quiet = 0;
        end = watch.read();
      }
    }
    return end;
  }

  private static List<VectorRecord> records(VectorFiles.Rows rows, byte[] groups, int from) {
    List<VectorRecord> records = new ArrayList<>(GROUP);
    for (int row = from; row < Math.min(from + GROUP, rows.count()); row++) {
      records.add(
          new VectorRecord(
              Integer.toString(row), rows.row(row), VectorFiles.metadata(groups[row])));
    }
    return records;
  }

  static void onThreads(int count, Callable<Integer> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tasks.add(work);
      }
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private static void search(
      CollectionStore collection,
      VectorFiles files,
      String name,
      String queries,
      String flag,
      String efforts)
      throws IOException {
    VectorFiles.Floors floors = files.floors(name);
    for (String effort : efforts.split(",", -1)) {
      VectorSearch search =
          new VectorSearch(files.rows(queries), flag, VectorSearch.effort(effort));
      for (int i = 0; i < WARM_UP; i++) {
        collection.query(search.query(i % search.count()));
      }
      measure(effort, search, collection, floors);
    }
  }

  private static void measure(
      String effort, VectorSearch search, CollectionStore collection, VectorFiles.Floors floors) {
    int count = search.count();
    Times times = new Times(count);
    int found = 0;
    long visited = 0;
    QueryResult.Plan plan = QueryResult.Plan.EXACT_SCAN;
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      QueryResult result = collection.query(search.query(i));
      times.add(began);
      plan = result.plan();
      visited += result.visited();
      for (Match match : result.matches()) {
        if (floors.isRight(i, match.score())) {
          found++;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"effort\": \"%s\", \"plan\": \"%s\", \"recall\": %.4f, %s, \"visited\": %d, \"segments\": %d}%n",
        effort,
        plan,
        found / (double) (count * VectorFiles.TOP),
        times.json(),
        visited / count,
        collection.stats().segments());
  }
}
