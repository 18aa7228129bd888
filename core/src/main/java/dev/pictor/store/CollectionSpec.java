package dev.pictor.store;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;

/// What a collection is asked to be. The name is 1 to 45 of `a-z 0-9 -`, neither first nor last a
/// hyphen. Vectors of a model need a dense space.
public record CollectionSpec(
    String name,
    VectorSpace space,
    ModelBinding model,
    MetadataSchema schema,
    CollectionSettings settings) {

  public CollectionSpec {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?")) {
      throw new InvalidRequest(
          "collection name: "
              + name
              + " (expected: 1 to 45 lower-case letters, digits or hyphens, no hyphen at an end)");
    }
    if (model instanceof ModelBinding.Bound(String bound, _)
        && space instanceof VectorSpace.Sparse) {
      throw new InvalidRequest(
          "model: %s makes dense vectors (expected: none, collection: %s holds sparse ones)"
              .formatted(bound, name));
    }
  }

  /// Dense vectors as they are, every field indexed, no tags.
  public CollectionSpec(String name, int dimension, Similarity similarity, ModelBinding model) {
    this(name, VectorSpace.dense(dimension, similarity), model);
  }

  /// Every field indexed, no tags.
  public CollectionSpec(String name, VectorSpace space, ModelBinding model) {
    this(name, space, model, MetadataSchema.all(), CollectionSettings.none());
  }

  /// Numbers of a dense vector; 0 where vectors are sparse.
  public int dimension() {
    return switch (space) {
      case VectorSpace.Dense dense -> dense.dimension();
      case VectorSpace.Sparse() -> 0;
    };
  }

  public Similarity similarity() {
    return space.similarity();
  }

  /// @throws Conflict when the collection is protected from deletion
  public void requireDeletable() {
    if (settings.deletionProtected()) {
      throw new Conflict(
          "collection: %s is protected from deletion (expected: not protected). Take the protection off first."
              .formatted(name));
    }
  }

  public CollectionSpec withName(String changed) {
    return new CollectionSpec(changed, space, model, schema, settings);
  }

  public CollectionSpec withSpace(VectorSpace changed) {
    return new CollectionSpec(name, changed, model, schema, settings);
  }

  public CollectionSpec withModel(ModelBinding changed) {
    return new CollectionSpec(name, space, changed, schema, settings);
  }

  /// With vectors that come from a model from now on.
  ///
  /// @throws Conflict when they come from another one
  public CollectionSpec boundTo(String wanted, ModelFingerprint fingerprint) {
    return switch (model) {
      case ModelBinding.Unattested() -> withModel(new ModelBinding.Bound(wanted, fingerprint));
      case ModelBinding.Bound bound when bound.fingerprint().equals(fingerprint) -> this;
      case ModelBinding.Bound bound ->
          throw new Conflict(
              "model: %s, fingerprint %s (expected: %s, fingerprint %s, collection: %s). Vectors of two models do not mix; use a new collection."
                  .formatted(
                      wanted,
                      fingerprint.abbreviated(),
                      bound.model(),
                      bound.fingerprint().abbreviated(),
                      name));
    };
  }

  public CollectionSpec withSchema(MetadataSchema changed) {
    return new CollectionSpec(name, space, model, changed, settings);
  }

  public CollectionSpec withSettings(CollectionSettings changed) {
    return new CollectionSpec(name, space, model, schema, changed);
  }
}
