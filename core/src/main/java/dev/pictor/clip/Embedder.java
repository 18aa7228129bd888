package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.error.Unavailable;
import dev.pictor.image.Picture;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import dev.pictor.vector.ModelFingerprint;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The front of a model: caches, one bounded queue, batches across callers, platform threads
/// behind. Thread-safe; callers may be virtual threads and wait.
public final class Embedder implements AutoCloseable {

  private final ClipModel model;
  private final PictureDecoder decoder;
  private final ExecutorService executor;

  private Embedder(ClipModel model, PictureDecoder decoder, EmbedderConfig config) {
    this.model = model;
    this.decoder = decoder;
    this.executor = Executors.newFixedThreadPool(config.threads());
  }

  /// Takes over `model` and closes it when closed.
  public static Embedder open(ClipModel model, PictureDecoder decoder, EmbedderConfig config) {
    return new Embedder(model, decoder, config);
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
    TextEncoder encoder = model.textEncoder(text);
    TextEncoder.Encoded encoded = call(() -> encoder.encode(text));
    return new TextEmbedding(
        new Embedding(encoded.vector(), fingerprint()),
        encoder.tower().calibration(),
        encoded.truncated(),
        StageTimes.zero());
  }

  /// The vector of an encoded picture. Fails alone: other pictures of its batch are answered.
  ///
  /// @throws dev.pictor.error.InvalidRequest when it cannot be decoded
  /// @throws dev.pictor.error.Overloaded when the queue is full
  public ImageEmbedding image(byte[] picture) {
    String sha256 = HexFormat.of().formatHex(CheckedFile.sha256().digest(picture));
    return call(() -> encode(picture, sha256));
  }

  private ImageEmbedding encode(byte[] bytes, String sha256) throws OrtException {
    try (PictureBatch batch = new PictureBatch(model.images().preprocessor(), 1)) {
      PictureHeader header = decoder.readHeader(bytes);
      Picture picture = decoder.decodeFor(bytes, model.images().preprocessor().size());
      batch.put(0, picture);
      DenseVector vector = model.images().encode(batch, 0, 1).getFirst();
      return new ImageEmbedding(
          new Embedding(vector, fingerprint()), header, sha256, StageTimes.zero());
    }
  }

  private <T> T call(Callable<T> work) {
    try {
      return executor.submit(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for the model", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the model failed", e.getCause());
    }
  }

  public EmbedderStats stats() {
    return new EmbedderStats(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void close() {
    executor.close();
    model.close();
  }
}
