package dev.pictor.image;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// The weights of one pass of [Resampler] for a window of output positions: output `i` is the sum
/// over `k < taps(i)` of `weights[offset(i) + k] × input[first(i) + k]`, over 2²². Immutable.
final class ResampleWeights {

  static final int PRECISION_BITS = 22;

  // The sizes of a folder's photos repeat, and so do the weights: some kilobytes each.
  private static final Cache<Key, ResampleWeights> CACHE =
      Caffeine.newBuilder().maximumSize(64).build();

  private record Key(ResampleFilter filter, int in, int out, int from, int size) {}

  private final int[] firsts;
  private final int[] offsets; // one more than the window: the last is the length of weights
  private final int[] weights;

  private ResampleWeights(Key key) {
    firsts = new int[key.size];
    offsets = new int[key.size + 1];
    double scale = (double) key.in / key.out;
    double reach = Math.max(scale, 1);
    double radius = key.filter.radius() * reach;
    for (int i = 0; i < key.size; i++) {
      double centre = (key.from + i + 0.5) * scale;
      firsts[i] = Math.max((int) (centre - radius + 0.5), 0);
      int end = Math.min((int) (centre + radius + 0.5), key.in);
      offsets[i + 1] = offsets[i] + end - firsts[i];
    }
    weights = new int[offsets[key.size]];
    for (int i = 0; i < key.size; i++) {
      fill(i, key.filter, (key.from + i + 0.5) * scale, reach);
    }
  }

  /// @param in length of the input side
  /// @param out length of the whole output side
  /// @param from first output position of the window
  /// @param size length of the window
  static ResampleWeights of(ResampleFilter filter, int in, int out, int from, int size) {
    if (in < 1 || out < 1 || size < 1 || from < 0 || from > out - size) {
      throw new IllegalArgumentException(
          "resize: " + in + " to " + out + " pixels, window of " + size + " from " + from);
    }
    return CACHE.get(new Key(filter, in, out, from, size), ResampleWeights::new);
  }

  int size() {
    return firsts.length;
  }

  int first(int i) {
    return firsts[i];
  }

  int offset(int i) {
    return offsets[i];
  }

  int taps(int i) {
    return offsets[i + 1] - offsets[i];
  }

  int mostTaps() {
    int most = 0;
    for (int i = 0; i < size(); i++) {
      most = Math.max(most, taps(i));
    }
    return most;
  }

  int[] weights() {
    return weights;
  }

  private void fill(int i, ResampleFilter filter, double centre, double reach) {
    double[] exact = new double[taps(i)];
    double sum = 0;
    for (int k = 0; k < exact.length; k++) {
      exact[k] = filter.weight((firsts[i] + k - centre + 0.5) * (1 / reach));
      sum += exact[k];
    }
    for (int k = 0; k < exact.length; k++) {
      double scaled = exact[k] / sum * (1 << PRECISION_BITS);
      weights[offsets[i] + k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  }
}
