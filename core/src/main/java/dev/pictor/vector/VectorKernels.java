package dev.pictor.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Sums over float arrays of equal length, by the widest SIMD of the machine. Thread-safe,
/// allocation free. On one machine the same arrays always give the same bits.
///
/// The only class that uses the Vector API; [ScalarKernels] is its plain twin, and takes over, at a
/// third to a tenth of the speed, in a JVM that was started without `--add-modules
/// jdk.incubator.vector`.
public final class VectorKernels {

  private static final boolean SIMD =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private VectorKernels() {}

  /// Whether SIMD is used; false when the JVM was started without `jdk.incubator.vector`.
  public static boolean simd() {
    return SIMD;
  }

  /// Sum of `a[i] * b[i]`.
  public static float dot(float[] a, float[] b) {
    return SIMD ? Simd.dot(a, b) : ScalarKernels.dot(a, b);
  }

  /// Sum of `(a[i] - b[i])²`.
  public static float squaredDistance(float[] a, float[] b) {
    return SIMD ? Simd.squaredDistance(a, b) : ScalarKernels.squaredDistance(a, b);
  }

  /// Apart, so that its static state is loaded only where the module is.
  private static final class Simd {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Simd() {}

    // Four sums, because one fused multiply-add takes four cycles and a core starts two in each.
    static float dot(float[] a, float[] b) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      int i = 0;
      for (int end = a.length - 4 * LANES; i <= end; i += 4 * LANES) {
        sum0 = at(a, i).fma(at(b, i), sum0);
        sum1 = at(a, i + LANES).fma(at(b, i + LANES), sum1);
        sum2 = at(a, i + 2 * LANES).fma(at(b, i + 2 * LANES), sum2);
        sum3 = at(a, i + 3 * LANES).fma(at(b, i + 3 * LANES), sum3);
      }
      for (int end = a.length - LANES; i <= end; i += LANES) {
        sum0 = at(a, i).fma(at(b, i), sum0);
      }
      float sum = sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
      for (; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    static float squaredDistance(float[] a, float[] b) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      int i = 0;
      for (int end = a.length - 4 * LANES; i <= end; i += 4 * LANES) {
        sum0 = squared(at(a, i).sub(at(b, i)), sum0);
        sum1 = squared(at(a, i + LANES).sub(at(b, i + LANES)), sum1);
        sum2 = squared(at(a, i + 2 * LANES).sub(at(b, i + 2 * LANES)), sum2);
        sum3 = squared(at(a, i + 3 * LANES).sub(at(b, i + 3 * LANES)), sum3);
      }
      for (int end = a.length - LANES; i <= end; i += LANES) {
        sum0 = squared(at(a, i).sub(at(b, i)), sum0);
      }
      float sum = sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
      for (; i < a.length; i++) {
        float difference = a[i] - b[i];
        sum += difference * difference;
      }
      return sum;
    }

    // The library's own reduction adds in an order that changes once it is compiled, and with it
    // the
    // last bit of a score. This one folds the vector in halves, always.
    private static float sumOfLanes(FloatVector sums) {
      FloatVector folded = sums;
      if (LANES >= 16) {
        folded = folded.add(folded.rearrange(BY_8));
      }
      if (LANES >= 8) {
        folded = folded.add(folded.rearrange(BY_4));
      }
      if (LANES >= 4) {
        folded = folded.add(folded.rearrange(BY_2));
      }
      if (LANES >= 2) {
        folded = folded.add(folded.rearrange(BY_1));
      }
      return folded.lane(0);
    }

    private static VectorShuffle<Float> rotation(int lanes) {
      return VectorShuffle.iota(SPECIES, lanes, 1, true);
    }

    private static FloatVector at(float[] values, int offset) {
      return FloatVector.fromArray(SPECIES, values, offset);
    }

    private static FloatVector squared(FloatVector difference, FloatVector sum) {
      return difference.fma(difference, sum);
    }
  }
}
