package dev.pictor.vector;

/// The plain twin of [VectorKernels]: one loop each, sums in double.
final class ScalarKernels {

  private ScalarKernels() {}

  static float dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return (float) sum;
  }

  static float squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return (float) sum;
  }
}
