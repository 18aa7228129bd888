package dev.pictor.store;

import dev.pictor.store.QueryResult.Plan;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;

/// Finds the nearest records of one query. Used by one thread.
///
/// How it works: the filter's matches are counted first. When they are few every one is compared.
/// When a walk would meet too many others, their nearness is estimated ([CodedScan]). Otherwise
/// each segment's graph is walked, and what was found is compared again, so that scores do not
/// depend on the plan. Segments with few matches are scanned even then. A walk that has taken as
/// long as the estimates would is given up for them, or for a scan where there is no room for
/// codes, so that no query takes much longer than twice the time of the right plan.
final class NearestSearch {

  // A walk meets vectors in random order; a scan goes straight, and takes half the time for each.
  private static final int WALKED_TO_SCANNED = 2;

  // When every so many-th candidate is wanted, whatever finds them compares most.
  private static final int FEW = 2;

  private static final int LEAST_MORE = 4;

  private final StoreTuning tuning;
  private final Similarity similarity;
  private final float[] target; // [dimension], of length 1 under cosine
  private final ExactComparison comparison;
  private final int topK;
  private final int walked; // neighbours that a walk is to find
  private final SearchEffort effort;
  private final SegmentAids aids;
  private final NearestHits hits;
  private long visited;
  private Plan plan = Plan.EXACT_SCAN; // of the segment that was answered least exactly

  NearestSearch(
      StoreTuning tuning,
      SegmentAids aids,
      VectorSpace space,
      DenseVector target,
      NearestHits hits,
      SearchEffort effort) {
    this.tuning = tuning;
    this.aids = aids;
    this.similarity = space.similarity();
    this.target = RecordSchema.searched(similarity, target).shared();
    this.topK = hits.limit();
    this.walked = walked(space.precision(), topK);
    this.effort = effort;
    this.hits = hits;
    this.comparison = new ExactComparison(similarity, this.target, hits);
  }

  /// How many neighbours a walk is to find. One that sees rounded vectors finds some more, among
  /// which the exact ones decide.
  private static int walked(Precision precision, int topK) {
    return switch (precision) {
      case FLOAT32 -> topK;
      case INT8 -> topK + Math.max(LEAST_MORE, topK / 4);
    };
  }

  /// Offers the nearest of `segments` to the hits.
  QueryRun.Cost run(IndexSearcher searcher, List<Candidates> segments) throws IOException {
    long candidates = segments.stream().mapToLong(Candidates::count).sum();
    long records = searcher.getIndexReader().numDocs();
    // Against a vector of zeros all are equally near: the order is by id, which no graph knows.
    boolean all =
        effort instanceof SearchEffort.Exact
            || tuning.prefersScan(candidates)
            || VectorKernels.dot(target, target) == 0;
    boolean estimating = tuning.prefersCodes(candidates, records);
    // What the largest one has spares the others most of their work.
    List<Candidates> largestFirst =
        segments.stream()
            .sorted(Comparator.<Candidates>comparingInt(each -> each.count()).reversed())
            .toList();
    for (Candidates segment : largestFirst) {
      boolean estimated = estimating || tuning.prefersCodesOfSegment(segment.count());
      if (all || hasFew(segment)) {
        scan(segment);
      } else if (!estimated || !scanCodes(segment)) {
        walk(segment);
      }
    }
    return new QueryRun.Cost(plan, visited);
  }

  private boolean hasFew(Candidates segment) {
    return segment.count() <= Math.max(FEW * topK, CodedScan.SAMPLE)
        || tuning.prefersScanOfSegment(segment.count());
  }

  private void scan(Candidates segment) throws IOException {
    ExactComparison.Pass pass = comparison.pass(segment.reader());
    DocIdSetIterator docs = segment.iterator();
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
      pass.compare(doc);
    }
    visited += segment.count();
  }

  /// @return false when there are no codes
  private boolean scanCodes(Candidates segment) throws IOException {
    BinaryCodes codes = aids.codes(segment.reader());
    if (codes == null) {
      return false;
    }
    if (plan == Plan.EXACT_SCAN) {
      plan = Plan.CODED_SCAN;
    }
    visited += new CodedScan(segment, codes, comparison).run();
    return true;
  }

  private void walk(Candidates segment) throws IOException {
    KnnCollector found = collector(segment);
    DuplicateGroups duplicates = aids.duplicates(segment.reader());
    GraphWalk.run(segment.reader(), target, found, duplicates.walkable(segment));
    visited += found.visitedCount();
    int[] near = duplicates.expand(best(found.topDocs().scoreDocs), segment);
    if (!found.earlyTerminated() && near.length >= Math.min(topK, segment.count())) {
      compare(segment, near);
    } else if (!scanCodes(segment)) {
      // The walk took too long, or met a part of the graph without a way out.
      scan(segment);
    }
  }

  /// A walk keeps more neighbours than it is to find.
  private ScoreDoc[] best(ScoreDoc[] nearestFirst) {
    return nearestFirst.length <= walked ? nearestFirst : Arrays.copyOf(nearestFirst, walked);
  }

  private KnnCollector collector(Candidates segment) throws IOException {
    return switch (effort) {
      case SearchEffort.Walk(int ef) ->
          new TopKnnCollector(
              Math.max(ef, walked), Integer.MAX_VALUE, KnnSearchStrategy.Hnsw.DEFAULT);
      case SearchEffort.Automatic(), SearchEffort.Exact() ->
          new AdaptiveWalk(
              walked,
              visitLimit(segment),
              similarity,
              tuning.slack(),
              aids.centre(segment.reader()).nearness(similarity, target),
              hits.worst());
    };
  }

  /// A walk is given up when it has taken as long as what would follow.
  private int visitLimit(Candidates segment) throws IOException {
    return segment.count()
        / (aids.mayHaveCodes(segment.reader()) ? tuning.walkedToEstimated() : WALKED_TO_SCANNED);
  }

  private void compare(Candidates segment, int[] docs) throws IOException {
    plan = Plan.GRAPH;
    ExactComparison.Pass pass = comparison.pass(segment.reader());
    for (int doc : docs) {
      pass.compare(doc);
    }
  }
}
