package dev.pictor.benchmarks;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryResult;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The embedded store on the vectors of `benchmarks/vectors/dataset.py`. Prints JSON lines.
///
/// ```
/// build  DATASET BASE THREADS        fills the collection BASE, then waits for the merges
/// search DATASET CASE EFFORT,…       each an ef, `automatic` or `exact`; one thread
/// ```
final class VectorBenchmark {

  private static final int GROUP = 1000;
  private static final int WARM_UP = 2000;

  /// The collection, the queries and the flag that a match must have.
  private record Case(String base, String queries, Optional<String> flag) {
    static Case of(String name) {
      return switch (name) {
        case "pictures", "texts" -> new Case("base", name, Optional.empty());
        case "bursts" -> new Case("bursts", "pictures", Optional.empty());
        case "elsewhere" -> new Case("base", "halves", Optional.of(name));
        default -> new Case("base", "pictures", Optional.of(name));
      };
    }

    MetadataFilter filter() {
      return flag.<MetadataFilter>map(
              field ->
                  new MetadataFilter.Comparison(field, Comparator.EQ, new MetadataValue.Flag(true)))
          .orElseGet(MetadataFilter::all);
    }
  }

  private VectorBenchmark() {}

  public static void main(String[] args) throws Exception {
    VectorFiles files = new VectorFiles(Path.of(args[1]));
    try (LuceneStore store = LuceneStore.open(files.folder().resolve("pictor"))) {
      switch (args[0]) {
        case "build" -> build(store, files, args[2], Integer.parseInt(args[3]));
        case "search" -> search(store, files, args[2], args[3].split(","));
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void build(LuceneStore store, VectorFiles files, String base, int threads)
      throws Exception {
    if (store.collection(base).isPresent()) {
      store.drop(base);
    }
    CollectionStore collection =
        store.create(
            new CollectionSpec(
                base, VectorFiles.DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
    VectorFiles.Rows rows = files.rows(base);
    byte[] groups = files.groups();
    Stopwatch watch = Stopwatch.started();
    AtomicInteger next = new AtomicInteger();
    onThreads(
        threads,
        () -> {
          for (int from = next.getAndAdd(GROUP);
              from < rows.count();
              from = next.getAndAdd(GROUP)) {
            collection.upsert("", records(rows, groups, from));
          }
          return next.get();
        });
    double written = watch.read().seconds();
    StoreStats stats = settled(collection);
    Stopwatch.Reading taken = watch.read();
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

  private static StoreStats settled(CollectionStore collection) throws InterruptedException {
    StoreStats stats = collection.stats();
    int quiet = 0;
    while (quiet < 50) {
      Thread.sleep(100);
      stats = collection.stats();
      quiet = stats.merges() == 0 ? quiet + 1 : 0;
    }
    return stats;
  }

  private static List<VectorRecord> records(VectorFiles.Rows rows, byte[] groups, int from) {
    List<VectorRecord> records = new ArrayList<>(GROUP);
    for (int row = from; row < Math.min(from + GROUP, rows.count()); row++) {
      records.add(new VectorRecord(Integer.toString(row), rows.row(row), metadata(groups[row])));
    }
    return records;
  }

  private static Metadata metadata(byte groups) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    String[] names = {"tenth", "hundredth", "thousandth", "elsewhere"};
    for (int bit = 0; bit < names.length; bit++) {
      fields.put(names[bit], new MetadataValue.Flag((groups >> bit & 1) == 1));
    }
    return Metadata.copyOf(fields);
  }

  private static void onThreads(int count, Callable<Integer> work) throws Exception {
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

  private static void search(LuceneStore store, VectorFiles files, String name, String[] efforts)
      throws IOException {
    Case one = Case.of(name);
    CollectionStore collection = store.collection(one.base()).orElseThrow();
    VectorFiles.Rows queries = files.rows(one.queries());
    IntBuffer truth = files.truth(name);
    for (String effort : efforts) {
      for (int i = 0; i < WARM_UP; i++) {
        collection.query(query(one, queries, i % queries.count(), effort));
      }
      measure(one, collection, queries, truth, effort);
    }
  }

  private static VectorQuery query(Case one, VectorFiles.Rows queries, int row, String effort) {
    SearchEffort how =
        switch (effort) {
          case "automatic" -> new SearchEffort.Automatic();
          case "exact" -> new SearchEffort.Exact();
          default -> new SearchEffort.Walk(Integer.parseInt(effort));
        };
    return new VectorQuery("", queries.row(row), VectorFiles.TOP, one.filter()).withEffort(how);
  }

  private static void measure(
      Case one,
      CollectionStore collection,
      VectorFiles.Rows queries,
      IntBuffer truth,
      String effort) {
    int count = queries.count();
    double[] millis = new double[count];
    int found = 0;
    long visited = 0;
    QueryResult.Plan plan = QueryResult.Plan.EXACT_SCAN;
    for (int i = 0; i < count; i++) {
      VectorQuery query = query(one, queries, i, effort);
      long began = System.nanoTime();
      QueryResult result = collection.query(query);
      millis[i] = (System.nanoTime() - began) / 1e6;
      plan = result.plan();
      visited += result.visited();
      for (Match match : result.matches()) {
        if (isRight(truth, i, Integer.parseInt(match.id()))) {
          found++;
        }
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "{\"effort\": \"%s\", \"plan\": \"%s\", \"recall\": %.4f, \"qps\": %.1f, \"p50\": %.3f, \"p99\": %.3f, \"visited\": %d, \"segments\": %d}%n",
        effort,
        plan,
        found / (double) (count * VectorFiles.TOP),
        1000 * count / Arrays.stream(millis).sum(),
        millis[count / 2],
        millis[count * 99 / 100],
        visited / count,
        collection.stats().segments());
  }

  private static boolean isRight(IntBuffer truth, int query, int row) {
    for (int i = 0; i < VectorFiles.TOP; i++) {
      if (truth.get(query * VectorFiles.TOP + i) == row) {
        return true;
      }
    }
    return false;
  }
}
