package dev.pictor.clip;

import dev.pictor.vector.DenseVector;

/// Outputs of graphs to vectors of length 1.
final class UnitVectors {

  private UnitVectors() {}

  /// Takes over `values` and divides them by their length.
  ///
  /// @throws dev.pictor.error.InvalidRequest when one is not finite
  static DenseVector of(float[] values) {
    return DenseVector.wrap(values).normalized();
  }
}
