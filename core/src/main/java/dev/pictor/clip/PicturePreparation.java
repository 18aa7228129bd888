package dev.pictor.clip;

import dev.pictor.image.Picture;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import java.time.Duration;

/// Decodes and resizes. Thread-safe.
final class PicturePreparation {

  private final PictureDecoder decoder;
  private final Preprocessor preprocessor;
  private final Counters counters;

  PicturePreparation(PictureDecoder decoder, Preprocessor preprocessor, Counters counters) {
    this.decoder = decoder;
    this.preprocessor = preprocessor;
    this.counters = counters;
  }

  /// @throws dev.pictor.error.InvalidRequest when the picture cannot be decoded
  PreparedPicture prepare(Job<PictureRequest, ImageEmbedding> job) {
    Duration queue = Duration.ofNanos(job.age());
    long start = System.nanoTime();
    byte[] bytes = job.input().bytes();
    PictureHeader header = decoder.readHeader(bytes);
    Picture picture = decoder.decodeFor(bytes, preprocessor.resizeTo());
    long decoded = System.nanoTime();
    Picture square = preprocessor.resize(picture);
    long end = System.nanoTime();
    counters.prepared(decoded - start, end - decoded);
    return new PreparedPicture(
        job,
        header,
        square,
        queue,
        Duration.ofNanos(decoded - start),
        Duration.ofNanos(end - decoded));
  }
}
