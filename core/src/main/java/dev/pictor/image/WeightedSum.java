package dev.pictor.image;

import java.util.Arrays;

/// Sums of weighted lines of samples, the kernel of both passes of [Resampler]. Stateless.
///
/// All arrays are read at one index, without offsets: that is the shape which the compiler turns
/// into SIMD instructions, four taps at a time to spare loads and stores of the sums.
final class WeightedSum {

  private static final int HALF = 1 << (ResampleWeights.PRECISION_BITS - 1);

  private WeightedSum() {}

  /// `out[i] = sum over k < taps of weights[from + k] * lines[k][i]`, rounded and clamped to 0 to
  /// 255.
  static void write(int[] out, int[][] lines, int taps, int[] weights, int from) {
    Arrays.fill(out, HALF);
    int k = 0;
    for (; k + 4 <= taps; k += 4) {
      addFour(out, lines, k, weights, from + k);
    }
    for (; k < taps; k++) {
      add(out, lines[k], weights[from + k]);
    }
    clamp(out);
  }

  private static void addFour(int[] out, int[][] lines, int k, int[] weights, int at) {
    int[] a = lines[k];
    int[] b = lines[k + 1];
    int[] c = lines[k + 2];
    int[] d = lines[k + 3];
    int weightA = weights[at];
    int weightB = weights[at + 1];
    int weightC = weights[at + 2];
    int weightD = weights[at + 3];
    for (int i = 0; i < out.length; i++) {
      out[i] += weightA * a[i] + weightB * b[i] + weightC * c[i] + weightD * d[i];
    }
  }

  private static void add(int[] out, int[] line, int weight) {
    for (int i = 0; i < out.length; i++) {
      out[i] += weight * line[i];
    }
  }

  private static void clamp(int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, Math.min(255, out[i] >> ResampleWeights.PRECISION_BITS));
    }
  }
}
