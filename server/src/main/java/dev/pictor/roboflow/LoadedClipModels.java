package dev.pictor.roboflow;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelManifest;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.vector.DenseVector;
import java.util.List;

/// The models of this process for this wire. Thread-safe.
///
/// They are shared with every other wire and its running jobs, so a client of this one cannot take
/// one away: [#unload] leaves them loaded.
public final class LoadedClipModels implements ClipModels {

  private final LoadedModels models;

  public LoadedClipModels(LoadedModels models) {
    this.models = models;
  }

  @Override
  public String defaultModel() {
    return models.resolve(models.defaultName());
  }

  @Override
  public List<String> installed() {
    return models.installed().stream().map(ModelManifest::name).toList();
  }

  @Override
  public List<String> loaded() {
    return List.copyOf(models.open().keySet());
  }

  @Override
  public ClipEncoder encoder(String installedModel) {
    return new EmbedderEncoder(models.embedder(installedModel));
  }

  @Override
  public void unload(String model) {}

  private record EmbedderEncoder(Embedder embedder) implements ClipEncoder {

    @Override
    public String fingerprint() {
      return embedder.fingerprint().hex();
    }

    @Override
    public DenseVector image(byte[] picture) {
      return embedder.image(picture).embedding().vector();
    }

    @Override
    public EncodedText text(String text) {
      TextEmbedding embedded = embedder.text(text);
      return new EncodedText(embedded.embedding().vector(), embedded.truncated());
    }
  }
}
