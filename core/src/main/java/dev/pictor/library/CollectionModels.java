package dev.pictor.library;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.LoadedModels;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.util.Optional;

/// Which model serves a collection of pictures, and which collection a model fills. Stateless.
public final class CollectionModels {

  private CollectionModels() {}

  /// Name of the model that made a collection's vectors when it is here, else of another that makes
  /// the same, else of the default one, whose refusal says what to do.
  public static String nameFor(CollectionCatalog catalog, LoadedModels models, String collection) {
    return catalog
        .find(collection)
        .map(each -> each.spec().model())
        .filter(ModelBinding.Bound.class::isInstance)
        .map(ModelBinding.Bound.class::cast)
        .flatMap(
            bound ->
                models.has(bound.model())
                    ? Optional.of(bound.model())
                    : models.making(bound.fingerprint()))
        .orElse(models.defaultName());
  }

  /// The collection, created when missing; an empty one without a model becomes the embedder's.
  /// Whether the model fits is not checked, see [VectorCollection#requireModel]. Calls for one name
  /// must not overlap.
  public static VectorCollection collectionFor(
      CollectionCatalog catalog, String name, Embedder embedder) {
    Optional<VectorCollection> present = catalog.find(name);
    if (present.isPresent()
        && (present.get().spec().model() instanceof ModelBinding.Bound
            || present.get().stats().records() > 0)) {
      return present.get();
    }
    if (present.isPresent() && present.get().spec().dimension() == embedder.model().dimension()) {
      return catalog.bind(name, embedder.model().name(), embedder.fingerprint());
    }
    if (present.isPresent()) {
      catalog.delete(name);
    }
    return catalog.create(
        new CollectionSpec(
            name,
            embedder.model().dimension(),
            Similarity.COSINE,
            new ModelBinding.Bound(embedder.model().name(), embedder.fingerprint())));
  }
}
