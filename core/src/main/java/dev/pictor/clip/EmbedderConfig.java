package dev.pictor.clip;

import java.time.Duration;

/// How an [Embedder] uses the machine.
///
/// @param threads platform threads for pictures, and as many for texts, which are mostly idle
/// @param queueCapacity pictures that may wait, and texts; one more is
///   [dev.pictor.error.Overloaded]
/// @param textCacheEntries vectors of texts that are kept
/// @param textCacheTtl how long they are kept after they were made
/// @param imageCacheEntries vectors of pictures that are kept, by SHA-256 of their bytes
public record EmbedderConfig(
    int threads,
    int queueCapacity,
    long textCacheEntries,
    Duration textCacheTtl,
    long imageCacheEntries) {

  public EmbedderConfig {
    if (threads < 1 || queueCapacity < 1) {
      throw new IllegalArgumentException(
          "threads, queueCapacity: %d, %d (expected: at least 1 each)"
              .formatted(threads, queueCapacity));
    }
    if (textCacheEntries < 0 || imageCacheEntries < 0 || textCacheTtl.isNegative()) {
      throw new IllegalArgumentException(
          "caches: %d for %s, %d (expected: not negative)"
              .formatted(textCacheEntries, textCacheTtl, imageCacheEntries));
    }
  }

  public static EmbedderConfig defaults() {
    return new EmbedderConfig(
        Runtime.getRuntime().availableProcessors(), 256, 1000, Duration.ofHours(1), 10_000);
  }
}
