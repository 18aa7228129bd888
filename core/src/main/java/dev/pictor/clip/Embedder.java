package dev.pictor.clip;

import dev.pictor.image.PictureDecoder;
import dev.pictor.vector.ModelFingerprint;

/// The front of a model: caches, one bounded queue, batches across callers, platform threads
/// behind. Thread-safe; callers may be virtual threads and wait.
public final class Embedder implements AutoCloseable {

  private final ClipModel model;

  private Embedder(ClipModel model) {
    this.model = model;
  }

  /// Takes over `model` and closes it when closed.
  public static Embedder open(ClipModel model, PictureDecoder decoder, EmbedderConfig config) {
    throw new UnsupportedOperationException("being written " + model + decoder + config);
  }

  public ClipModel model() {
    return model;
  }

  public ModelFingerprint fingerprint() {
    return model.fingerprint();
  }

  /// The vector of a text; the empty text is valid. Over-long texts are cut and say so.
  ///
  /// @throws dev.pictor.error.Overloaded when the queue is full
  public TextEmbedding text(String text) {
    throw new UnsupportedOperationException("being written " + text);
  }

  /// The vector of an encoded picture. Fails alone: other pictures of its batch are answered.
  ///
  /// @throws dev.pictor.error.InvalidRequest when it cannot be decoded
  /// @throws dev.pictor.error.Overloaded when the queue is full
  public ImageEmbedding image(byte[] picture) {
    throw new UnsupportedOperationException("being written " + picture.length);
  }

  public EmbedderStats stats() {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {
    model.close();
  }
}
