package dev.pictor.store;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;

/// Has a graph link each vector once, however often it occurs. Thread-safe.
///
/// How it works: identical vectors are each other's nearest neighbours. They would link to each
/// other until no link leads out of the group, and often none into it. So while a graph is built, a
/// vector that repeats an earlier one is farther from all others than anything else: it gets a link
/// or two that do no harm, and the first of its kind has its place in the graph alone. Searches see
/// the true scores and add the others by [DuplicateGroups].
final class UnlinkedDuplicates implements FlatVectorsScorer {

  // Not infinity, at which a walk would stop when it starts from such a vector.
  private static final float FARTHEST = -Float.MAX_VALUE;

  private final FlatVectorsScorer scorer;

  UnlinkedDuplicates(FlatVectorsScorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues vectors) throws IOException {
    return unlinking(
        scorer.getRandomVectorScorerSupplier(similarity, vectors), (FloatVectorValues) vectors);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues vectors, float[] target)
      throws IOException {
    return scorer.getRandomVectorScorer(similarity, vectors, target);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues vectors, byte[] target)
      throws IOException {
    return scorer.getRandomVectorScorer(similarity, vectors, target);
  }

  /// @param vectors whose ordinals are scored
  static RandomVectorScorerSupplier unlinking(
      RandomVectorScorerSupplier scorers, FloatVectorValues vectors) throws IOException {
    // A copy, because readers of the same object would overwrite each other's vector.
    return new Scorers(scorers, vectors, new DuplicateOrdinals(vectors.copy()));
  }

  /// Its scorers belong to one thread; those of a copy may belong to another.
  private record Scorers(
      RandomVectorScorerSupplier scorers, FloatVectorValues vectors, DuplicateOrdinals duplicates)
      implements RandomVectorScorerSupplier {

    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      return new Scorer(scorers.scorer(), duplicates);
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return unlinking(scorers.copy(), vectors);
    }
  }

  private static final class Scorer implements UpdateableRandomVectorScorer {

    private final UpdateableRandomVectorScorer scorer;
    private final DuplicateOrdinals duplicates;
    private boolean isDuplicate;

    Scorer(UpdateableRandomVectorScorer scorer, DuplicateOrdinals duplicates) {
      this.scorer = scorer;
      this.duplicates = duplicates;
    }

    @Override
    public void setScoringOrdinal(int ordinal) throws IOException {
      scorer.setScoringOrdinal(ordinal);
      isDuplicate = duplicates.contains(ordinal);
    }

    @Override
    public float score(int ordinal) throws IOException {
      return isDuplicate || duplicates.contains(ordinal) ? FARTHEST : scorer.score(ordinal);
    }

    @Override
    public float bulkScore(int[] ordinals, float[] scores, int count) throws IOException {
      if (isDuplicate) {
        Arrays.fill(scores, 0, count, FARTHEST);
        return FARTHEST;
      }
      scorer.bulkScore(ordinals, scores, count);
      float best = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        if (duplicates.contains(ordinals[i])) {
          scores[i] = FARTHEST;
        }
        best = Math.max(best, scores[i]);
      }
      return best;
    }

    @Override
    public int maxOrd() {
      return scorer.maxOrd();
    }

    @Override
    public int ordToDoc(int ordinal) {
      return scorer.ordToDoc(ordinal);
    }

    @Override
    public Bits getAcceptOrds(Bits acceptDocs) {
      return scorer.getAcceptOrds(acceptDocs);
    }
  }
}
