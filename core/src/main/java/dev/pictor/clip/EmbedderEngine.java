package dev.pictor.clip;

/// What stands behind an [Embedder]: a model, the queues to it, the threads that work on them.
/// Thread-safe.
interface EmbedderEngine extends AutoCloseable {

  EmbeddingModel model();

  Lane<PictureRequest, ImageEmbedding> pictures();

  Lane<String, TextEmbedding> texts();

  /// Frees memory that only pictures need, until the next one.
  void rest();

  /// Fails what waits, lets runs under way finish, frees the model.
  @Override
  void close();
}
