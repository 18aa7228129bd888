package dev.pictor.clip;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.image.PictureDecoder;
import dev.pictor.vector.ModelFingerprint;
import java.util.HexFormat;

/// The front of a model: caches, bounded queues, platform threads behind. Thread-safe; callers may
/// be virtual threads and wait.
///
/// Texts have a queue and threads of their own, so that a search does not wait behind the pictures
/// of an indexing run.
public final class Embedder implements AutoCloseable {

  /// Longer texts are not kept, so that the cache stays small whatever is asked.
  private static final int LONGEST_KEPT_TEXT = 2000;

  private final EmbedderEngine engine;
  private final EmbeddingCache<String, PictureRequest, ImageEmbedding> pictureCache;
  private final EmbeddingCache<String, String, TextEmbedding> textCache;
  private final Counters counters;
  private volatile long lastPicture = System.nanoTime();

  private Embedder(EmbedderEngine engine, EmbedderConfig config, Counters counters) {
    this.engine = engine;
    this.counters = counters;
    this.pictureCache =
        new EmbeddingCache<>(
            Caffeine.newBuilder().maximumSize(config.imageCacheEntries()).build(),
            engine.pictures(),
            kept ->
                new ImageEmbedding(
                    kept.embedding(), kept.header(), kept.sha256(), StageTimes.zero()));
    this.textCache =
        new EmbeddingCache<>(
            Caffeine.newBuilder()
                .maximumSize(config.textCacheEntries())
                .expireAfterWrite(config.textCacheTtl())
                .build(),
            engine.texts(),
            kept ->
                new TextEmbedding(
                    kept.embedding(),
                    kept.calibration(),
                    kept.tokens(),
                    kept.truncated(),
                    StageTimes.zero()));
  }

  /// Takes over `model` and closes it when closed.
  public static Embedder open(ClipModel model, PictureDecoder decoder, EmbedderConfig config) {
    Counters counters = new Counters();
    return new Embedder(new LocalEngine(model, decoder, config, counters), config, counters);
  }

  /// Takes over `service` and closes it when closed.
  ///
  /// @param decoder reads the headers of pictures, whose failures the service is not asked about
  public static Embedder of(
      EmbeddingService service, PictureDecoder decoder, EmbedderConfig config) {
    Counters counters = new Counters();
    return new Embedder(new ServiceEngine(service, decoder, config, counters), config, counters);
  }

  public EmbeddingModel model() {
    return engine.model();
  }

  public ModelFingerprint fingerprint() {
    return engine.model().fingerprint();
  }

  /// The vector of a text; the empty text is valid. Over-long texts are cut and say so.
  ///
  /// @throws dev.pictor.error.Overloaded when the queue is full
  /// @throws dev.pictor.error.Unavailable when closing, or when the caller is interrupted
  /// @throws CallerGone when the [Caller] has gone before its turn
  public TextEmbedding text(String text) {
    if (text.length() > LONGEST_KEPT_TEXT) {
      Job<String, TextEmbedding> job = engine.texts().submit(text);
      job.join();
      return engine.texts().await(job);
    }
    return textCache.get(text, text);
  }

  /// The vector of an encoded picture, whose array is not to be changed meanwhile. Fails alone:
  /// other pictures of its batch are answered.
  ///
  /// @throws dev.pictor.error.InvalidRequest when it cannot be decoded
  /// @throws dev.pictor.error.Overloaded when the queue is full
  /// @throws dev.pictor.error.Unavailable when closing, or when the caller is interrupted
  /// @throws CallerGone when the [Caller] has gone before its turn
  public ImageEmbedding image(byte[] picture) {
    lastPicture = System.nanoTime();
    String sha256 = HexFormat.of().formatHex(CheckedFile.sha256().digest(picture));
    return pictureCache.get(sha256, new PictureRequest(picture, sha256));
  }

  /// Frees the memory of the picture tower when it had no picture since `nanoTime`; its next one
  /// loads it again, which takes as long as the first time. Texts go on.
  void restPictures(long nanoTime) {
    if (lastPicture - nanoTime < 0) {
      engine.rest();
    }
  }

  public EmbedderStats stats() {
    return counters.snapshot(textCache, pictureCache, engine.pictures().queued());
  }

  /// Fails callers that wait in a queue, lets runs under way finish, then frees the model and the
  /// kept vectors.
  @Override
  public void close() {
    engine.close();
    pictureCache.clear();
    textCache.clear();
  }
}
