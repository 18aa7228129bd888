package dev.pictor.clip;

import java.time.Duration;

/// How an [Embedder] uses the machine.
///
/// @param threads platform threads for decoding and inference, in all
/// @param queueCapacity pictures that may wait; one more is [dev.pictor.error.Overloaded]
/// @param textCacheEntries vectors of texts that are kept
/// @param textCacheTtl how long they are kept after they were made
/// @param imageCacheEntries vectors of pictures that are kept, by SHA-256 of their bytes
public record EmbedderConfig(
    int threads,
    int queueCapacity,
    int maxBatch,
    long textCacheEntries,
    Duration textCacheTtl,
    long imageCacheEntries) {

  public static EmbedderConfig defaults() {
    return new EmbedderConfig(
        Runtime.getRuntime().availableProcessors(), 256, 16, 1000, Duration.ofHours(1), 10_000);
  }
}
