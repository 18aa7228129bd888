package dev.pictor.transfer;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.Similarity;
import java.util.Optional;

/// The collection into which an import writes: one that is there, or one to be made.
///
/// @param declared which model made the vectors, by the word of the caller
/// @param similarity of a new collection, when the source does not tell
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ImportTarget(String collection, Optional<Declared> declared, Similarity similarity) {

  /// @param dimension of the model's vectors
  public record Declared(ModelBinding.Bound model, int dimension) {}

  /// Opens the collection for vectors of a source.
  ///
  /// @param header what the source says of them
  /// @throws Conflict when they are of another model, or of nobody knows which
  /// @throws InvalidRequest when they have another dimension
  VectorCollection open(CollectionCatalog catalog, CollectionHeader header) {
    ModelBinding model = model(header.model());
    declared.ifPresent(each -> requireDimension(each, header.space()));
    VectorCollection opened =
        catalog
            .find(collection)
            .map(present -> fitting(catalog, present, header.space(), model))
            .orElseGet(
                () ->
                    catalog.create(
                        new CollectionSpec(
                            collection,
                            header.space(),
                            model,
                            header.schema(),
                            CollectionSettings.none())));
    createNamespaces(opened, header);
    return opened;
  }

  private ModelBinding model(ModelBinding told) {
    if (declared.isEmpty()) {
      return told;
    }
    ModelBinding.Bound own = declared.get().model();
    if (told instanceof ModelBinding.Bound bound
        && !bound.fingerprint().equals(own.fingerprint())) {
      throw new Conflict(
          "model: %s, fingerprint %s (expected: %s, fingerprint %s, as the file says). Leave the model out."
              .formatted(
                  own.model(),
                  own.fingerprint().abbreviated(),
                  bound.model(),
                  bound.fingerprint().abbreviated()));
    }
    return own;
  }

  private static void requireDimension(Declared declared, VectorSpace space) {
    int dimension = dimension(space);
    if (dimension != declared.dimension()) {
      throw new InvalidRequest(
          "dimension: %s (expected: %d, model: %s). Name the model that made the vectors."
              .formatted(shown(dimension), declared.dimension(), declared.model().model()));
    }
  }

  /// 0 for sparse ones.
  private static int dimension(VectorSpace space) {
    return space instanceof VectorSpace.Dense dense ? dense.dimension() : 0;
  }

  private static VectorCollection fitting(
      CollectionCatalog catalog, VectorCollection present, VectorSpace space, ModelBinding model) {
    int dimension = dimension(space);
    if (present.spec().dimension() != dimension) {
      throw new InvalidRequest(
          "dimension: %s (expected: %s, collection: %s). Import into a new collection."
              .formatted(shown(dimension), shown(present.spec().dimension()), present.name()));
    }
    return switch (model) {
      case ModelBinding.Bound bound -> {
        if (present.spec().model() instanceof ModelBinding.Unattested
            && present.stats().records() == 0) {
          yield catalog.bind(present.name(), bound.model(), bound.fingerprint());
        }
        present.requireModel(bound.model(), bound.fingerprint());
        yield present;
      }
      case ModelBinding.Unattested() -> {
        if (present.spec().model() instanceof ModelBinding.Bound bound) {
          throw new Conflict(
              "model: the source names none (expected: vectors of %s, fingerprint %s, collection: %s). If it made them, say so: --model %s, or \"model\": \"%s\""
                  .formatted(
                      bound.model(),
                      bound.fingerprint().abbreviated(),
                      present.name(),
                      bound.model(),
                      bound.model()));
        }
        yield present;
      }
    };
  }

  private static String shown(int dimension) {
    return dimension == 0 ? "sparse vectors" : Integer.toString(dimension);
  }

  private static void createNamespaces(VectorCollection collection, CollectionHeader header) {
    header
        .namespaces()
        .forEach(
            (name, schema) -> {
              if (!name.isEmpty() && !collection.namespaces().containsKey(name)) {
                collection.createNamespace(new NamespaceSpec(name, schema));
              }
            });
  }
}
