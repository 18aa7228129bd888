package dev.pictor.pinecone.inference;

import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelListing;
import dev.pictor.error.NotFound;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The models of this server under the names by which clients may ask for them. Thread-safe.
public final class LocalModels {

  private final LoadedModels models;
  private final Function<String, byte[]> fetch;

  /// @param fetch the bytes of the picture at an address, behind the guard against private ones
  public LocalModels(LoadedModels models, Function<String, byte[]> fetch) {
    this.models = models;
    this.fetch = fetch;
  }

  /// All models, by their names and by those that the operator gave them.
  SortedMap<String, ModelListing> list() {
    SortedMap<String, ModelListing> list = new TreeMap<>();
    models.listed().forEach(each -> list.put(each.name(), each));
    Map<String, ModelListing> installed = Map.copyOf(list);
    models
        .aliases()
        .forEach(
            (alias, name) ->
                Optional.ofNullable(installed.get(name)).ifPresent(each -> list.put(alias, each)));
    return list;
  }

  /// The name of the model that answers where none is named.
  public String usual() {
    return models.defaultName();
  }

  public Optional<ModelListing> find(String name) {
    Optional<String> called = models.called(name);
    return models.listed().stream()
        .filter(each -> called.equals(Optional.of(each.name())))
        .findFirst();
  }

  /// A failure that says what there is.
  ///
  /// @param wording Pinecone's own, which ends before the hint
  public NotFound unknown(String wording) {
    return new NotFound(
        "%s (installed: %s; the server's setting model-alias lets one of them answer under this name)"
            .formatted(wording, String.join(", ", models.names())));
  }

  /// A model, loaded if it is not yet.
  ///
  /// @throws NotFound when there is none of that name
  public InputEncoder open(String name) {
    try {
      return new InputEncoder(models.use(name), fetch);
    } catch (NotFound e) {
      throw unknown("Model '%s' not found".formatted(name));
    }
  }
}
