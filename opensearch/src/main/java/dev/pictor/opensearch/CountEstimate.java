package dev.pictor.opensearch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many there are, about: counted anew when the last count is older than a second. Thread-safe.
final class CountEstimate {

  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier counting;
  private volatile Counted last = new Counted(-1, 0);

  private record Counted(long records, long at) {}

  CountEstimate(LongSupplier counting) {
    this.counting = counting;
  }

  long get() {
    Counted known = last;
    long now = System.nanoTime();
    if (known.records() < 0 || now - known.at() > FRESH) {
      known = new Counted(counting.getAsLong(), now);
      last = known;
    }
    return known.records();
  }
}
