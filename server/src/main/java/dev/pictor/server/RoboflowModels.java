package dev.pictor.server;

import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelUse;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.roboflow.ClipEncoder;
import dev.pictor.roboflow.ClipModels;
import dev.pictor.vector.DenseVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models of this process as the Roboflow wire asks for them. Thread-safe.
record RoboflowModels(LoadedModels models) implements ClipModels {

  @Override
  public String defaultModel() {
    return models.defaultName();
  }

  @Override
  public Optional<String> find(String name) {
    return models.called(name);
  }

  @Override
  public Map<String, String> aliases() {
    return models.aliases();
  }

  @Override
  public List<String> installed() {
    return List.copyOf(models.names());
  }

  @Override
  public List<String> loaded() {
    return List.copyOf(models.open().keySet());
  }

  @Override
  public ClipEncoder encoder(String installedModel) {
    return new Encoder(models.use(installedModel));
  }

  @Override
  public void unload(String model) {
    models.unload(model);
  }

  private record Encoder(ModelUse use) implements ClipEncoder {
    @Override
    public String fingerprint() {
      return use.embedder().fingerprint().hex();
    }

    @Override
    public DenseVector image(byte[] picture) {
      return use.embedder().image(picture).embedding().vector();
    }

    @Override
    public EncodedText text(String text) {
      TextEmbedding embedded = use.embedder().text(text);
      return new EncodedText(embedded.embedding().vector(), embedded.truncated());
    }

    @Override
    public void close() {
      use.close();
    }
  }
}
