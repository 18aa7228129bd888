package dev.pictor.benchmarks;

import dev.pictor.opensearch.OpenSearchStore;
import dev.pictor.opensearch.TestCluster;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Distribution;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// A cluster of three nodes beside the embedded store, on the vectors of
/// `benchmarks/vectors/dataset.py`. Prints JSON lines.
///
/// ```
/// DATASET SHARDS COPIES THREADS HEAP
/// ```
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

  private final VectorFiles files;
  private final Distribution distribution;
  private final int threads;

  private OpenSearchBenchmark(VectorFiles files, Distribution distribution, int threads) {
    this.files = files;
    this.distribution = distribution;
    this.threads = threads;
  }

  public static void main(String[] args) throws Exception {
    OpenSearchBenchmark benchmark =
        new OpenSearchBenchmark(
            new VectorFiles(Path.of(args[0])),
            new Distribution(Integer.parseInt(args[1]), Integer.parseInt(args[2])),
            Integer.parseInt(args[3]));
    try (LuceneStore store = LuceneStore.open(benchmark.files.folder().resolve("embedded"))) {
      benchmark.run("embedded", store);
    }
    try (TestCluster cluster = TestCluster.start(NODES, args[4]);
        OpenSearchStore store = OpenSearchStore.open(cluster.config("benchmark"))) {
      benchmark.run("opensearch", store);
    }
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
    for (Case each : CASES) {
      search(collection, each, files.rows(each.queries()).count() / 4); // warms up
      System.out.printf(
          "{\"store\": \"%s\", \"case\": \"%s\", %s}%n",
          name, each.name(), search(collection, each, files.rows(each.queries()).count()));
    }
  }

  private String search(CollectionStore collection, Case wanted, int count) throws Exception {
    VectorFiles.Floors floors = files.floors(wanted.name());
    VectorSearch search =
        new VectorSearch(
            files.rows(wanted.queries()), wanted.flag(), VectorSearch.effort("automatic"));
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
