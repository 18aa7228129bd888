package dev.pictor.store;

import java.io.IOException;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.jspecify.annotations.Nullable;

/// Scores 8-bit vectors by [RoundedVectors], and as Lucene does where they do not lie in memory.
/// Thread-safe.
final class RoundedVectorScorer extends Lucene104ScalarQuantizedVectorScorer {

  RoundedVectorScorer() {
    super(
        FlatVectorScorerUtil.getLucene99FlatVectorsScorer()); // for those that are not rounded yet
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues vectors, float[] target)
      throws IOException {
    RoundedVectors rounded = rounded(similarity, vectors);
    if (rounded == null) {
      return super.getRandomVectorScorer(similarity, vectors, target);
    }
    RoundedVectors.Comparison comparison = rounded.comparison();
    comparison.aim(target);
    return new Scorer(vectors, comparison);
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues vectors) throws IOException {
    RoundedVectors rounded = rounded(similarity, vectors);
    return rounded == null
        ? super.getRandomVectorScorerSupplier(similarity, vectors)
        : new Scorers(vectors, rounded);
  }

  private static @Nullable RoundedVectors rounded(
      VectorSimilarityFunction similarity, KnnVectorValues vectors) throws IOException {
    return vectors instanceof QuantizedByteVectorValues values
        ? RoundedVectors.of(values, similarity)
        : null;
  }

  private record Scorers(KnnVectorValues vectors, RoundedVectors rounded)
      implements RandomVectorScorerSupplier {

    @Override
    public UpdateableRandomVectorScorer scorer() {
      return new Scorer(vectors, rounded.comparison());
    }

    @Override
    public RandomVectorScorerSupplier copy() {
      return this;
    }
  }

  private static final class Scorer
      extends UpdateableRandomVectorScorer.AbstractUpdateableRandomVectorScorer {

    private final RoundedVectors.Comparison comparison;

    Scorer(KnnVectorValues vectors, RoundedVectors.Comparison comparison) {
      super(vectors);
      this.comparison = comparison;
    }

    @Override
    public void setScoringOrdinal(int ordinal) {
      comparison.aim(ordinal);
    }

    @Override
    public float score(int ordinal) {
      return comparison.score(ordinal);
    }

    @Override
    public float bulkScore(int[] ordinals, float[] scores, int count) {
      return comparison.score(ordinals, scores, count);
    }
  }
}
