package dev.pictor.vector;

import java.util.Optional;

/// The numbers of a record or a query: a dense vector, a sparse one, or both.
public sealed interface VectorValues {

  record Dense(DenseVector denseVector) implements VectorValues {}

  record Sparse(SparseVector sparseVector) implements VectorValues {}

  /// Compared by the sum of both inner products.
  record Hybrid(DenseVector denseVector, SparseVector sparseVector) implements VectorValues {}

  static VectorValues of(DenseVector vector) {
    return new Dense(vector);
  }

  static VectorValues of(SparseVector vector) {
    return new Sparse(vector);
  }

  static VectorValues of(DenseVector dense, SparseVector sparse) {
    return new Hybrid(dense, sparse);
  }

  default Optional<DenseVector> dense() {
    return switch (this) {
      case Dense(DenseVector vector) -> Optional.of(vector);
      case Sparse _ -> Optional.empty();
      case Hybrid(DenseVector vector, SparseVector _) -> Optional.of(vector);
    };
  }

  default Optional<SparseVector> sparse() {
    return switch (this) {
      case Dense _ -> Optional.empty();
      case Sparse(SparseVector vector) -> Optional.of(vector);
      case Hybrid(DenseVector _, SparseVector vector) -> Optional.of(vector);
    };
  }

  /// These with the parts that `changes` has put over them.
  default VectorValues with(VectorValues changes) {
    return switch (changes) {
      case Dense(DenseVector vector) ->
          sparse().<VectorValues>map(own -> new Hybrid(vector, own)).orElse(changes);
      case Sparse(SparseVector vector) ->
          dense().<VectorValues>map(own -> new Hybrid(own, vector)).orElse(changes);
      case Hybrid _ -> changes;
    };
  }
}
