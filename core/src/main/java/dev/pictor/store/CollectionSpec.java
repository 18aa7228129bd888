package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.Similarity;

/// What a collection is asked to be. The name is 1 to 45 of `a-z 0-9 -`, neither first nor last a
/// hyphen; the dimension is 1 to 20,000.
public record CollectionSpec(
    String name, int dimension, Similarity similarity, ModelBinding model) {

  /// The most numbers that a vector of a collection may have.
  public static final int MAX_DIMENSION = 20_000;

  public CollectionSpec {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?")) {
      throw new InvalidRequest(
          "collection name: "
              + name
              + " (expected: 1 to 45 lower-case letters, digits or hyphens, no hyphen at an end)");
    }
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new InvalidRequest("dimension: " + dimension + " (expected: 1 to 20000)");
    }
  }
}
