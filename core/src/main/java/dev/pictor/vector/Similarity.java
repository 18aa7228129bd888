package dev.pictor.vector;

/// How two vectors of a collection are compared. Scores are raw, wires format them.
public enum Similarity {
  /// Cosine of the angle, in [-1, 1], higher is nearer; 0 when a vector has length 0.
  COSINE,
  /// Inner product, higher is nearer.
  DOT_PRODUCT,
  /// Squared Euclidean distance, in [0, ∞), **lower** is nearer.
  EUCLIDEAN;

  /// The raw score of two vectors of one dimension.
  public float score(DenseVector a, DenseVector b) {
    return switch (this) {
      case COSINE -> {
        double norms = a.norm() * b.norm();
        yield norms == 0 ? 0 : (float) (VectorKernels.dot(a.shared(), b.shared()) / norms);
      }
      case DOT_PRODUCT -> VectorKernels.dot(a.shared(), b.shared());
      case EUCLIDEAN -> VectorKernels.squaredDistance(a.shared(), b.shared());
    };
  }
}
