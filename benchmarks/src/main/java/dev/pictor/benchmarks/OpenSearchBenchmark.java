package dev.pictor.benchmarks;

import dev.pictor.metadata.MetadataFilter;
import dev.pictor.opensearch.OpenSearchStore;
import dev.pictor.opensearch.TestCluster;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Distribution;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A cluster of three nodes beside the embedded store, on the vectors of
/// `benchmarks/vectors/dataset.py`, and what the loss of nodes does to it. Prints JSON lines.
///
/// ```
/// DATASET SHARDS COPIES THREADS HEAP EFFORT,…
/// ```
///
/// Efforts are those of [VectorSearch#effort].
final class OpenSearchBenchmark {

  /// Name of the floors, of the queries, and the flag that matches must have.
  private record Case(String name, String queries, String flag) {}

  private static final List<Case> CASES =
      List.of(
          new Case("pictures", "pictures", "none"),
          new Case("texts", "texts", "none"),
          new Case("tenth", "pictures", "tenth"),
          new Case("hundredth", "pictures", "hundredth"));

  private static final int NODES = 3;
  private static final int GROUP = 500;

  private final VectorFiles files;
  private final Distribution distribution;
  private final int threads;
  private final List<String> efforts;

  private OpenSearchBenchmark(
      VectorFiles files, Distribution distribution, int threads, List<String> efforts) {
    this.files = files;
    this.distribution = distribution;
    this.threads = threads;
    this.efforts = List.copyOf(efforts);
  }

  public static void main(String[] args) throws Exception {
    OpenSearchBenchmark benchmark =
        new OpenSearchBenchmark(
            new VectorFiles(Path.of(args[0])),
            new Distribution(Integer.parseInt(args[1]), Integer.parseInt(args[2])),
            Integer.parseInt(args[3]),
            List.of(args[5].split(",", -1)));
    try (LuceneStore store = LuceneStore.open(benchmark.files.folder().resolve("embedded"))) {
      benchmark.run("embedded", store);
    }
    try (TestCluster cluster = TestCluster.start(NODES, args[4]);
        OpenSearchStore store = OpenSearchStore.open(cluster.config("benchmark"))) {
      benchmark.run("opensearch", store);
      benchmark.loseNodes(cluster, store.collection("opensearch").orElseThrow());
    }
  }

  /// Kills a node in the middle of writing and another one in the middle of searching, and looks
  /// whether all that was acknowledged is there. What fails ends the program.
  private void loseNodes(TestCluster cluster, CollectionStore collection) throws Exception {
    VectorFiles.Rows more = files.rows("more");
    AtomicInteger next = new AtomicInteger();
    Stopwatch writing = Stopwatch.started();
    VectorBenchmark.onThreads(
        threads,
        () -> {
          for (int from = next.getAndAdd(GROUP);
              from < more.count();
              from = next.getAndAdd(GROUP)) {
            if (from == more.count() / GROUP / 2 * GROUP) {
              cluster.killNode(1);
            }
            collection.upsert("more", more.records("", from, GROUP));
          }
          return next.get();
        });
    double written = writing.read().seconds();
    int lost = lost(collection, more);
    cluster.restore();
    double whole = writing.read().seconds();
    VectorFiles.Rows queries = files.rows("pictures");
    VectorSearch search = new VectorSearch(queries, "none", VectorSearch.effort("automatic"));
    AtomicInteger asked = new AtomicInteger();
    Stopwatch searching = Stopwatch.started();
    VectorBenchmark.onThreads(
        threads,
        () -> {
          for (int row = asked.getAndIncrement();
              row < queries.count();
              row = asked.getAndIncrement()) {
            if (row == queries.count() / 2) {
              cluster.killNode(2);
            }
            if (collection.query(search.query(row)).matches().size() != VectorFiles.TOP) {
              throw new IllegalStateException("query " + row + " found too little");
            }
          }
          return asked.get();
        });
    System.out.printf(
        Locale.ROOT,
        "{\"loss\": {\"records\": %d, \"lost\": %d, \"written\": %.1f, \"whole\": %.1f, \"searches\": %d, \"searched\": %.1f}}%n",
        more.count(),
        lost,
        written,
        whole,
        queries.count(),
        searching.read().seconds());
  }

  /// How many rows are not there as they were written.
  private static int lost(CollectionStore collection, VectorFiles.Rows rows) {
    int lost = rows.count();
    for (int from = 0; from < rows.count(); from += GROUP) {
      List<VectorRecord> written = rows.records("", from, GROUP);
      List<VectorRecord> there =
          collection.fetch("more", written.stream().map(VectorRecord::id).toList());
      lost -= (int) there.stream().filter(Set.copyOf(written)::contains).count();
    }
    return lost;
  }

  private void run(String name, VectorStore store) throws Exception {
    if (store.collection(name).isPresent()) {
      store.drop(name);
    }
    CollectionStore collection =
        store.create(
            new CollectionSpec(
                    name, VectorFiles.DIMENSION, Similarity.COSINE, new ModelBinding.Unattested())
                .withSettings(CollectionSettings.none().withDistribution(distribution)));
    System.out.printf("{\"store\": \"%s\", \"build\": ", name);
    VectorBenchmark.build(collection, files, "base", Integer.toString(threads));
    System.out.println("}");
    copy(name, store);
    for (Case each : CASES) {
      for (String effort : efforts) {
        int count = files.rows(each.queries()).count();
        search(collection, each, effort, count / 4); // warms up
        System.out.printf(
            "{\"store\": \"%s\", \"case\": \"%s\", \"effort\": \"%s\", %s}%n",
            name, each.name(), effort, search(collection, each, effort, count));
      }
    }
  }

  /// Makes a snapshot of the collection and another collection of it.
  private static void copy(String name, VectorStore store) {
    Snapshots snapshots = store.snapshots().orElseThrow();
    Stopwatch making = Stopwatch.started();
    Snapshot made = snapshots.create(name, "", "");
    double seconds = making.read().seconds();
    String again = name + "-again";
    Stopwatch restoring = Stopwatch.started();
    long records = snapshots.restore(made.id(), again).count("", MetadataFilter.all());
    System.out.printf(
        Locale.ROOT,
        "{\"store\": \"%s\", \"snapshot\": %.1f, \"restored\": %.1f}%n",
        name,
        seconds,
        restoring.read().seconds());
    if (records != made.records()) {
      throw new IllegalStateException(records + " records restored of " + made.records());
    }
    store.drop(again);
    snapshots.delete(made.id());
  }

  private String search(CollectionStore collection, Case wanted, String effort, int count)
      throws Exception {
    VectorFiles.Floors floors = files.floors(wanted.name());
    VectorSearch search =
        new VectorSearch(files.rows(wanted.queries()), wanted.flag(), VectorSearch.effort(effort));
    AtomicInteger next = new AtomicInteger();
    AtomicInteger found = new AtomicInteger();
    Stopwatch watch = Stopwatch.started();
    VectorBenchmark.onThreads(
        threads,
        () -> {
          for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
            for (Match match : collection.query(search.query(row)).matches()) {
              if (floors.isRight(row, match.score())) {
                found.incrementAndGet();
              }
            }
          }
          return count;
        });
    double seconds = watch.read().seconds();
    return String.format(
        Locale.ROOT,
        "\"recall\": %.4f, \"qps\": %.1f",
        found.get() / (double) (count * VectorFiles.TOP),
        count / seconds);
  }
}
