package dev.pictor.store;

import dev.pictor.store.NearestHits.Hit;
import dev.pictor.store.QueryResult.Plan;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;

/// Finds the nearest records of one query. Used by one thread.
///
/// How it works: the filter's matches are counted first. When they are few, or most of them are
/// asked for, every one is compared. Otherwise each segment's graph is walked, keeping `ef`
/// neighbours, and those are compared again in full precision, so that scores do not depend on the
/// plan. Segments with few matches are scanned even then.
final class NearestSearch {

  // A walk visits some thousand vectors of a segment, in random order; a scan goes straight.
  private static final int SEGMENT_SCAN_SHARE = 4;

  private final StoreTuning tuning;
  private final Similarity similarity;
  private final float[] target; // [dimension], of length 1 under cosine
  private final int topK;
  private final SearchEffort effort;
  private final NearestHits hits;
  private long visited;
  private Plan plan = Plan.EXACT_SCAN;

  NearestSearch(StoreTuning tuning, Similarity similarity, VectorQuery query) {
    this.tuning = tuning;
    this.similarity = similarity;
    this.target = RecordSchema.searched(similarity, query.vector()).shared();
    this.topK = query.topK();
    this.effort = query.effort();
    this.hits = new NearestHits(topK);
  }

  QueryResult run(IndexSearcher searcher, List<Candidates> segments) throws IOException {
    long candidates = segments.stream().mapToLong(Candidates::count).sum();
    int ef = ef();
    // Against a vector of zeros all are equally near: the order is by id, which no graph knows.
    boolean scan =
        effort instanceof SearchEffort.Exact
            || candidates <= Math.max(tuning.scanLimit(), 4L * ef)
            || VectorKernels.dot(target, target) == 0;
    for (Candidates segment : segments) {
      if (scan || segment.count() <= Math.max(ef, tuning.scanLimit() / SEGMENT_SCAN_SHARE)) {
        scan(segment);
      } else {
        walk(segment, ef);
      }
    }
    return new QueryResult(matches(hits.nearestFirst()), plan, visited);
  }

  private int ef() {
    return switch (effort) {
      case SearchEffort.Automatic(), SearchEffort.Exact() ->
          Math.max(tuning.minEf(), topK + topK / 2);
      case SearchEffort.Walk(int ef) -> Math.max(ef, topK);
    };
  }

  private void scan(Candidates segment) throws IOException {
    FloatVectorValues vectors = RecordReader.vectors(segment.reader());
    DocIndexIterator ordinals = vectors.iterator();
    NearestHits.Segment offers = hits.segment(segment.reader());
    DocIdSetIterator docs = segment.iterator();
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
      ordinals.advance(doc);
      offers.offer(doc, nearness(vectors.vectorValue(ordinals.index())));
    }
    visited += segment.count();
  }

  private void walk(Candidates segment, int ef) throws IOException {
    TopKnnCollector collector =
        new TopKnnCollector(ef, Integer.MAX_VALUE, KnnSearchStrategy.Hnsw.DEFAULT);
    segment
        .reader()
        .searchNearestVectors(RecordSchema.VECTOR, target, collector, segment.accepted());
    ScoreDoc[] found = collector.topDocs().scoreDocs;
    visited += collector.visitedCount();
    if (found.length < Math.min(topK, segment.count())) {
      scan(segment); // the walk met a part of the graph without a way out
      return;
    }
    plan = Plan.GRAPH;
    Arrays.sort(found, (a, b) -> Integer.compare(a.doc, b.doc));
    FloatVectorValues vectors = RecordReader.vectors(segment.reader());
    DocIndexIterator ordinals = vectors.iterator();
    NearestHits.Segment offers = hits.segment(segment.reader());
    for (ScoreDoc each : found) {
      ordinals.advance(each.doc);
      offers.offer(each.doc, nearness(vectors.vectorValue(ordinals.index())));
    }
  }

  private float nearness(float[] vector) {
    return switch (similarity) {
      case COSINE -> Math.clamp(VectorKernels.dot(target, vector), -1f, 1f);
      case DOT_PRODUCT -> VectorKernels.dot(target, vector);
      case EUCLIDEAN -> -VectorKernels.squaredDistance(target, vector);
    };
  }

  private List<Match> matches(List<Hit> nearest) throws IOException {
    List<Match> matches = new ArrayList<>(nearest.size());
    for (Hit hit : nearest) {
      float score = similarity == Similarity.EUCLIDEAN ? 0 - hit.nearness() : hit.nearness();
      matches.add(
          new Match(
              hit.id().utf8ToString(),
              score,
              RecordReader.metadata(new RecordReader.Place(hit.reader(), hit.doc()))));
    }
    return matches;
  }
}
