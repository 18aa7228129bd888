package dev.pictor.store;

import dev.pictor.vector.Similarity;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;

/// Decides while a graph is walked how far to go on. Used by one thread.
///
/// How it works: a walk that keeps a fixed number of neighbours (`ef`) is too long for a picture
/// among its like and too short for a text, whose neighbours lie far away from it and from each
/// other. This one goes on as long as there are vertices not much farther than the worst match so
/// far: farther by at most `slack` of the way from that match to an average record. The way is
/// short for a text and long for a picture, and with it the margin; so one slack fits both, and
/// filters too. After "Distance adaptive beam search for provably accurate graph-based nearest
/// neighbor search" (<https://arxiv.org/abs/2505.15636>); there the margin is a multiple of the
/// distance itself, which says little when all distances are nearly the same.
///
/// A segment that comes after others only matters where it has something nearer than the worst
/// match among theirs. So once this walk has met such a vertex, that match counts as its worst;
/// until then it goes on as long as it gets nearer.
///
/// | here | paper |
/// |---|---|
/// | `slack` | γ |
/// | worst match | `d(q, j_k)` |
final class AdaptiveWalk extends TopKnnCollector {

  private final Similarity similarity;
  private final float slack;
  private final float average;
  private final float known;
  private float best = Float.NEGATIVE_INFINITY;

  /// @param visitLimit the walk ends after so many comparisons, complete or not
  /// @param slack 0 (greedy) to 1 (everything nearer than an average record)
  /// @param average nearness of an average record to the query
  /// @param known nearness of the worst match so far of other segments; negative infinity when they
  ///   have fewer than asked for
  AdaptiveWalk(
      int topK, int visitLimit, Similarity similarity, float slack, float average, float known) {
    super(topK, visitLimit, KnnSearchStrategy.Hnsw.DEFAULT);
    this.similarity = similarity;
    this.slack = slack;
    this.average = average;
    this.known = known == Float.NEGATIVE_INFINITY ? known : score(similarity, known);
  }

  @Override
  public boolean collect(int doc, float score) {
    best = Math.max(best, score);
    return super.collect(doc, score);
  }

  @Override
  public float minCompetitiveSimilarity() {
    float worst = super.minCompetitiveSimilarity();
    if (worst == Float.NEGATIVE_INFINITY) {
      return worst; // fewer than asked for so far
    }
    float nearness = nearness(similarity, Math.max(worst, Math.min(best, known)));
    return score(similarity, nearness - slack * Math.max(0, nearness - average));
  }

  /// What Lucene's score of a pair says in terms of [NearestSearch].
  static float nearness(Similarity similarity, float score) {
    return switch (similarity) {
      case COSINE -> 2 * score - 1;
      case DOT_PRODUCT -> score >= 1 ? score - 1 : 1 - 1 / score;
      case EUCLIDEAN -> 1 - 1 / score;
    };
  }

  /// Lucene's score of a pair of this nearness.
  static float score(Similarity similarity, float nearness) {
    return switch (similarity) {
      case COSINE -> (1 + nearness) / 2;
      case DOT_PRODUCT -> nearness >= 0 ? nearness + 1 : 1 / (1 - nearness);
      case EUCLIDEAN -> 1 / (1 - nearness);
    };
  }
}
