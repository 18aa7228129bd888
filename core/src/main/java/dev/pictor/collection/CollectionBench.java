package dev.pictor.collection;

import dev.pictor.collection.BenchReport.Times;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.Similarity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures the searches of a collection: some of its own records are the queries, and what the
/// default search finds is held against the exact one. Stateless; takes as long as twice the
/// default searches and once the exact ones.
public final class CollectionBench {

  // Equally near records may stand for each other, and sums may differ in their last bits.
  private static final float ROUNDING = 1e-6f;
  // Lucene's 8-bit vectors have four numbers more, that correct what was rounded.
  private static final int CORRECTION_BYTES = 16;

  private CollectionBench() {}

  /// @throws InvalidRequest when the namespace has no records
  public static BenchReport run(VectorCollection collection, BenchSpec spec) {
    Namespace namespace = collection.namespace(spec.namespace());
    List<QueryTarget> queries =
        namespace.sample(spec.queries(), spec.seed()).stream()
            .<QueryTarget>map(record -> new QueryTarget.Values(record.values()))
            .toList();
    if (queries.isEmpty()) {
      throw new InvalidRequest(
          "namespace: %s has no records (expected: some, collection: %s)"
              .formatted(spec.namespace(), collection.name()));
    }
    SearchEffort automatic = new SearchEffort.Automatic();
    Answers _ = answers(namespace, queries, spec.topK(), automatic); // reads files, compiles code
    Answers usual = answers(namespace, queries, spec.topK(), automatic);
    Answers exact = answers(namespace, queries, spec.topK(), new SearchEffort.Exact());
    return new BenchReport(
        namespace.count(MetadataFilter.all()),
        collection.stats(),
        searchedBytes(collection.spec().space()),
        queries.size(),
        spec.topK(),
        usual.recall(exact, collection.spec().similarity()),
        usual.results.stream().mapToLong(QueryResult::visited).average().orElse(0),
        usual.graphShare(),
        usual.times(),
        exact.times());
  }

  private static Answers answers(
      Namespace namespace, List<QueryTarget> queries, int topK, SearchEffort effort) {
    List<QueryResult> results = new ArrayList<>(queries.size());
    long[] nanos = new long[queries.size()];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      results.add(
          namespace.query(
              queries.get(i), topK, MetadataFilter.all(), effort, MatchContents.METADATA));
      nanos[i] = System.nanoTime() - start;
    }
    return new Answers(results, nanos);
  }

  private static int searchedBytes(VectorSpace space) {
    return switch (space) {
      case VectorSpace.Dense(int dimension, Similarity _, VectorSpace.Precision precision) ->
          switch (precision) {
            case FLOAT32 -> dimension * Float.BYTES;
            case INT8 -> dimension + CORRECTION_BYTES;
          };
      case VectorSpace.Sparse() -> 0;
    };
  }

  /// @param nanos of each query
  @SuppressWarnings("ArrayRecordComponent") // within this class only
  private record Answers(List<QueryResult> results, long[] nanos) {

    double recall(Answers truth, Similarity similarity) {
      long expected = 0;
      long found = 0;
      for (int i = 0; i < results.size(); i++) {
        List<Match> nearest = truth.results.get(i).matches();
        if (!nearest.isEmpty()) {
          expected += nearest.size();
          found += asNear(results.get(i).matches(), nearest.getLast().score(), similarity);
        }
      }
      return expected == 0 ? 1 : (double) found / expected;
    }

    private static long asNear(List<Match> matches, float worst, Similarity similarity) {
      float margin = ROUNDING * Math.max(1, Math.abs(worst));
      return switch (similarity) {
        case COSINE, DOT_PRODUCT ->
            matches.stream().filter(match -> match.score() >= worst - margin).count();
        case EUCLIDEAN -> matches.stream().filter(match -> match.score() <= worst + margin).count();
      };
    }

    double graphShare() {
      long walked = results.stream().filter(each -> each.plan() == QueryResult.Plan.GRAPH).count();
      return (double) walked / results.size();
    }

    Times times() {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Times(
          1e9 * sorted.length / Arrays.stream(sorted).sum(),
          Duration.ofNanos(sorted[sorted.length / 2]),
          Duration.ofNanos(sorted[sorted.length * 99 / 100]));
    }
  }
}
