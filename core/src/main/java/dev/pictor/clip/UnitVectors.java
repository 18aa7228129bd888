package dev.pictor.clip;

import dev.pictor.vector.DenseVector;
import java.util.Arrays;

/// Outputs of graphs to vectors of length 1.
final class UnitVectors {

  private UnitVectors() {}

  /// The `dimension` numbers from `offset` on, divided by their length.
  ///
  /// @throws dev.pictor.error.InvalidRequest when one is not finite
  static DenseVector of(float[] values, int offset, int dimension) {
    return DenseVector.wrap(Arrays.copyOfRange(values, offset, offset + dimension)).normalized();
  }
}
