package dev.pictor.clip;

import dev.pictor.image.PictureDecoder;

/// A model in this process. Thread-safe.
final class LocalEngine implements EmbedderEngine {

  private final ClipModel model;
  private final PictureLane pictures;
  private final Lane<String, TextEmbedding> texts;

  LocalEngine(ClipModel model, PictureDecoder decoder, EmbedderConfig config, Counters counters) {
    this.model = model;
    this.pictures = new PictureLane(model, decoder, config, counters);
    this.texts =
        new Lane<>(
            "texts",
            config.queueCapacity(),
            // Texts that share runs need one thread, which takes what gathered meanwhile.
            model.textsTogether() > 1 ? 1 : config.threads(),
            model.textsTogether(),
            () -> new TextWorker(model, counters));
  }

  @Override
  public EmbeddingModel model() {
    return model;
  }

  @Override
  public Lane<PictureRequest, ImageEmbedding> pictures() {
    return pictures.lane();
  }

  @Override
  public Lane<String, TextEmbedding> texts() {
    return texts;
  }

  @Override
  public void rest() {
    model.images().rest();
  }

  @Override
  public void close() {
    pictures.close();
    texts.close();
    model.close();
  }
}
