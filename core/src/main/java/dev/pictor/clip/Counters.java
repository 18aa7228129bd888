package dev.pictor.clip;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// The running numbers behind [EmbedderStats]. Thread-safe.
final class Counters {

  private final LongAdder pictures = new LongAdder();
  private final LongAdder texts = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();
  private final LongAdder decodeNanos = new LongAdder();
  private final LongAdder resizeNanos = new LongAdder();
  private final LongAdder normaliseNanos = new LongAdder();
  private final LongAdder inferNanos = new LongAdder();

  void prepared(long decode, long resize) {
    decodeNanos.add(decode);
    resizeNanos.add(resize);
  }

  void normalised(long nanos) {
    normaliseNanos.add(nanos);
  }

  /// @param nanos of a picture's time here in which nothing was done for it
  void waited(long nanos) {
    waitedNanos.add(nanos);
  }

  void ran(long nanos, int count) {
    inferNanos.add(nanos);
    pictures.add(count);
    batches.increment();
  }

  void textEncoded() {
    texts.increment();
  }

  EmbedderStats snapshot(EmbeddingCache<?, ?, ?> text, EmbeddingCache<?, ?, ?> image, int queued) {
    return new EmbedderStats(
        text.hits(),
        text.misses(),
        image.hits(),
        image.misses(),
        pictures.sum(),
        texts.sum(),
        batches.sum(),
        queued,
        Duration.ofNanos(waitedNanos.sum()),
        Duration.ofNanos(decodeNanos.sum()),
        Duration.ofNanos(resizeNanos.sum()),
        Duration.ofNanos(normaliseNanos.sum()),
        Duration.ofNanos(inferNanos.sum()));
  }
}
