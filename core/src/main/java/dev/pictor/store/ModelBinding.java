package dev.pictor.store;

import dev.pictor.vector.ModelFingerprint;

/// Which model made the vectors of a collection.
public sealed interface ModelBinding {

  /// All vectors come from this model; `model` is its name for people.
  record Bound(String model, ModelFingerprint fingerprint) implements ModelBinding {}

  /// Nobody said; vectors came from a client that does not tell.
  record Unattested() implements ModelBinding {}
}
