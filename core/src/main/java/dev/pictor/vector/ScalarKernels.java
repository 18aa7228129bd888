package dev.pictor.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

  static float dotUnsigned(float[] a, MemorySegment bytes, long offset) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * unsigned(bytes, offset + i);
    }
    return (float) sum;
  }

  static void expandUnsigned(
      MemorySegment bytes, long offset, float lower, float step, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.fma(step, unsigned(bytes, offset + i), lower);
    }
  }

  /// The byte at `offset`, 0 to 255.
  static int unsigned(MemorySegment bytes, long offset) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
  }

  /// Leaves out the words before `from`.
  static int dotBits(long[] planes, long[] codes, int offset, int from, int words) {
    int sum = 0;
    for (int i = from; i < words; i++) {
      for (int bit = 0; bit < 4; bit++) {
        sum += Long.bitCount(planes[bit * words + i] & codes[offset + i]) << bit;
      }
    }
    return sum;
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
