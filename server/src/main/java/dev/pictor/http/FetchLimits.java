package dev.pictor.http;

import java.time.Duration;

/// What one fetch may cost.
///
/// @param silence longest wait for a connection or for the next byte
/// @param total longest time for everything, redirects included
/// @param maxBytes of the picture file
public record FetchLimits(Duration silence, Duration total, long maxBytes, int maxRedirects) {

  public FetchLimits {
    if (silence.isNegative() || silence.isZero() || total.compareTo(silence) < 0) {
      throw new IllegalArgumentException(
          "fetch limits: silence "
              + silence
              + ", total "
              + total
              + " (expected: 0 < silence <= total)");
    }
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 16 || maxRedirects < 0) {
      throw new IllegalArgumentException(
          "fetch limits: " + maxBytes + " bytes, " + maxRedirects + " redirects");
    }
  }

  /// 5 s of silence, 20 s in all, 100 MB, 5 redirects.
  public static FetchLimits defaults() {
    return new FetchLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 100_000_000, 5);
  }
}
