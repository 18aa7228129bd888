package dev.pictor.store;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.apache.lucene.util.hnsw.OrdinalTranslatedKnnCollector;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/// Walks the graph of one segment towards a vector. Used by one thread, once.
///
/// How it works: from the entry it goes down the sparse levels, on each to the vertex that none of
/// its neighbours is nearer than. On the lowest level it visits the neighbours of the nearest
/// vertex that it has not left yet, until that one is farther than the collector wants; how far
/// that is, is the collector's business ([AdaptiveWalk]). Neighbours are scored together, so that
/// their memory is fetched together. Algorithms 2 and 5 of "Efficient and robust approximate
/// nearest neighbor search using Hierarchical Navigable Small World graphs"
/// (<https://arxiv.org/abs/1603.09320>).
///
/// Lucene's own walk does the same with more upkeep for each vertex; it walks here under filters,
/// where it steps over vertices that do not match.
final class GraphWalk {

  private static final int NONE_LEFT = DocIdSetIterator.NO_MORE_DOCS;
  private static final int CANDIDATES = 64; // grows

  private final HnswGraph graph;
  private final RandomVectorScorer scorer;
  private final KnnCollector found;
  private final FixedBitSet visited;
  private final int[] neighbours;
  private final float[] scores;

  private GraphWalk(SegmentGraph segment, RandomVectorScorer scorer, KnnCollector found) {
    this.graph = segment.graph();
    this.scorer = scorer;
    this.found = found;
    this.visited = new FixedBitSet(segment.graph().size());
    this.neighbours = new int[2 * graph.maxConn()];
    this.scores = new float[neighbours.length];
  }

  /// Offers what lies near `target` among the accepted documents of a segment.
  static void run(LeafReader reader, float[] target, KnnCollector found, AcceptDocs accepted)
      throws IOException {
    SegmentGraph segment = SegmentGraph.of(reader);
    if (segment == null) {
      reader.searchNearestVectors(RecordSchema.VECTOR, target, found, accepted);
      return;
    }
    RandomVectorScorer scorer = segment.scorer(target);
    Bits matching = scorer.getAcceptOrds(accepted.bits());
    if (matching == null) {
      new GraphWalk(segment, scorer, found).run();
    } else {
      HnswGraphSearcher.search(
          scorer,
          new OrdinalTranslatedKnnCollector(found, scorer::ordToDoc),
          segment.graph(),
          matching,
          Math.min(accepted.cost(), segment.graph().size()));
    }
  }

  private void run() throws IOException {
    int nearest = graph.entryNode();
    float score = scorer.score(nearest);
    found.incVisitedCount(1);
    for (int level = graph.numLevels() - 1; level > 0; level--) {
      for (int from = -1; from != nearest; ) {
        from = nearest;
        int count = neighbours(level, from);
        scorer.bulkScore(neighbours, scores, count);
        found.incVisitedCount(count);
        for (int i = 0; i < count; i++) {
          if (scores[i] > score) {
            score = scores[i];
            nearest = neighbours[i];
          }
        }
      }
    }
    explore(nearest, score);
  }

  private int neighbours(int level, int vertex) throws IOException {
    graph.seek(level, vertex);
    int count = 0;
    for (int next = graph.nextNeighbor(); next != NONE_LEFT; next = graph.nextNeighbor()) {
      neighbours[count++] = next;
    }
    return count;
  }

  private void explore(int start, float startScore) throws IOException {
    NeighborQueue candidates = new NeighborQueue(CANDIDATES, true);
    visited.set(start);
    candidates.add(start, startScore);
    found.collect(scorer.ordToDoc(start), startScore);
    float least = found.minCompetitiveSimilarity();
    while (candidates.size() > 0 && candidates.topScore() >= least && !found.earlyTerminated()) {
      int count = unvisited(neighbours(0, candidates.pop()));
      found.incVisitedCount(count);
      if (count == 0 || scorer.bulkScore(neighbours, scores, count) <= least) {
        continue;
      }
      for (int i = 0; i < count; i++) {
        if (scores[i] > least) {
          candidates.add(neighbours[i], scores[i]);
          if (found.collect(scorer.ordToDoc(neighbours[i]), scores[i])) {
            least = found.minCompetitiveSimilarity();
          }
        }
      }
    }
  }

  /// Keeps those of the first `count` neighbours that were not visited, and marks them.
  private int unvisited(int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!visited.getAndSet(neighbours[i])) {
        neighbours[kept++] = neighbours[i];
      }
    }
    return kept;
  }
}
