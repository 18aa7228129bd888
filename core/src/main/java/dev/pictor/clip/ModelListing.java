package dev.pictor.clip;

import java.util.List;
import java.util.Map;

/// A model as lists show it.
///
/// @param languages empty when nobody knows
/// @param mostTokens of a text that all towers read; 0 when nobody knows
public record ModelListing(
    String name,
    List<String> aliases,
    int dimension,
    List<String> languages,
    int mostTokens,
    Map<String, String> licences) {

  public ModelListing {
    aliases = List.copyOf(aliases);
    languages = List.copyOf(languages);
    licences = Map.copyOf(licences);
  }

  static ModelListing of(ModelManifest manifest) {
    return new ModelListing(
        manifest.name(),
        manifest.aliases(),
        manifest.dimension(),
        manifest.languages(),
        manifest.texts().stream().mapToInt(tower -> tower.encoder().maxTokens()).min().orElse(0),
        manifest.licences());
  }

  static ModelListing of(EmbeddingModel model) {
    return new ModelListing(model.name(), List.of(), model.dimension(), List.of(), 0, Map.of());
  }
}
