package dev.pictor.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/// How long things took that were done one after the other. Used by one thread.
final class Times {

  private final long[] nanos;
  private int count;

  Times(int most) {
    nanos = new long[most];
  }

  void add(long start) {
    nanos[count++] = System.nanoTime() - start;
  }

  /// A second: the reciprocal of their mean.
  double rate() {
    return 1e9 * count / Arrays.stream(nanos, 0, count).sum();
  }

  private int rank(int percent) {
    return Math.ceilDiv(count * percent, 100) - 1;
  }

  /// Members of a JSON object: `qps`, and `p50` and `p99` in milliseconds.
  String json() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "\"qps\": %.1f, \"p50\": %.4f, \"p99\": %.4f",
        rate(),
        sorted[rank(50)] / 1e6,
        sorted[rank(99)] / 1e6);
  }
}
