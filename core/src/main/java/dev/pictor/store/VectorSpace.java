package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.Similarity;

/// Which vectors a collection holds and how they are compared.
public sealed interface VectorSpace {

  /// The most numbers that a dense vector may have.
  int MAX_DIMENSION = 20_000;

  /// How exactly vectors are kept for searching. Either way they come back bit for bit, and scores
  /// are exact.
  enum Precision {
    /// As they are: 4 bytes a number.
    FLOAT32,
    /// A byte a number beside the exact ones, which are read for the best matches only: a search
    /// touches a quarter of the memory and may miss a few more matches.
    INT8
  }

  /// Vectors of `dimension` numbers, 1 to 20,000. With [Similarity#DOT_PRODUCT] a record may have
  /// sparse values too.
  record Dense(int dimension, Similarity similarity, Precision precision) implements VectorSpace {
    public Dense {
      if (dimension < 1 || dimension > MAX_DIMENSION) {
        throw new InvalidRequest(
            "dimension: %d (expected: 1 to %d)".formatted(dimension, MAX_DIMENSION));
      }
    }

    /// Bytes that a vector takes on disk.
    public int vectorBytes() {
      return dimension
          * switch (precision) {
            case FLOAT32 -> 4;
            case INT8 -> 5;
          };
    }
  }

  /// Sparse vectors, compared by inner product.
  record Sparse() implements VectorSpace {
    @Override
    public Precision precision() {
      return Precision.FLOAT32;
    }

    @Override
    public Similarity similarity() {
      return Similarity.DOT_PRODUCT;
    }
  }

  /// How exactly vectors are kept for searching.
  Precision precision();

  Similarity similarity();

  static VectorSpace dense(int dimension, Similarity similarity) {
    return new Dense(dimension, similarity, Precision.FLOAT32);
  }
}
