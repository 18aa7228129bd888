package dev.pictor.collection;

import dev.pictor.error.Conflict;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.StoreStats;
import dev.pictor.vector.ModelFingerprint;
import java.util.SortedMap;

/// A named collection as a user sees it. Thread-safe.
public final class VectorCollection {

  private final CollectionStore store;

  VectorCollection(CollectionStore store) {
    this.store = store;
  }

  public String name() {
    return store.spec().name();
  }

  public CollectionSpec spec() {
    return store.spec();
  }

  /// The records under `name`; `""` and `__default__` both name the default namespace.
  public Namespace namespace(String name) {
    return new Namespace(store, name.equals("__default__") ? "" : name);
  }

  public Namespace defaultNamespace() {
    return namespace("");
  }

  /// Each namespace that was created or has records.
  public SortedMap<String, NamespaceStats> namespaces() {
    return store.namespaces();
  }

  /// @throws dev.pictor.error.Conflict when it is there already
  public void createNamespace(NamespaceSpec spec) {
    store.createNamespace(new NamespaceSpec(namespace(spec.name()).name(), spec.schema()));
  }

  public StoreStats stats() {
    return store.stats();
  }

  /// Another number after each write, for those who keep what they made of the records.
  public long version() {
    return store.version();
  }

  /// Checks that vectors of `fingerprint` may be compared with those stored here.
  ///
  /// @param model the model's name, for the message
  /// @throws Conflict when the collection is bound to another model or to none; the message names
  ///   the command that mends it
  public void requireModel(String model, ModelFingerprint fingerprint) {
    switch (spec().model()) {
      case ModelBinding.Bound bound -> {
        if (!bound.fingerprint().equals(fingerprint)) {
          throw new Conflict(
              "model: %s, fingerprint %s (expected: %s, fingerprint %s, collection: %s). Install %s as it was (pictor models list), or move the collection: pictor reembed %s --model %s"
                  .formatted(
                      model,
                      fingerprint.abbreviated(),
                      bound.model(),
                      bound.fingerprint().abbreviated(),
                      name(),
                      bound.model(),
                      name(),
                      model));
        }
      }
      case ModelBinding.Unattested() ->
          throw new Conflict(
              "model: %s (expected: a declared model, collection: %s has none). Declare it first: PATCH /api/v1/collections/%s {\"model\": \"%s\"}"
                  .formatted(model, name(), name(), model));
    }
  }
}
