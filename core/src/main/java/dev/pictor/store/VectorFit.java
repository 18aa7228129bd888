package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;

/// Refuses vectors that the space of a collection does not have. Stateless.
public final class VectorFit {

  // Products of two such vectors, and squares of their distance, are within the range of float32.
  private static final double MOST_LENGTH = 8e18;

  private static final String REMEDY =
      "Send vectors of the collection's kind, or make a collection of this kind.";

  private VectorFit() {}

  /// @throws InvalidRequest naming collection, id, given and expected
  public static void requireRecord(CollectionSpec spec, VectorRecord record) {
    require(spec, record.values(), "id: " + record.id());
    requireDense(spec, record.values(), "id: " + record.id());
  }

  /// The same for parts of a record.
  public static void requireUpdate(CollectionSpec spec, String id, VectorValues values) {
    require(spec, values, "id: " + id);
  }

  /// @throws InvalidRequest naming collection, given and expected
  public static void requireQuery(CollectionSpec spec, VectorValues values) {
    require(spec, values, "query");
    requireDense(spec, values, "query");
  }

  private static void requireDense(CollectionSpec spec, VectorValues values, String whose) {
    if (spec.space() instanceof VectorSpace.Dense && values.dense().isEmpty()) {
      throw refused(spec, whose, "vector: only sparse values", "dense ones");
    }
  }

  private static void require(CollectionSpec spec, VectorValues values, String whose) {
    switch (spec.space()) {
      case VectorSpace.Dense space -> {
        values.dense().ifPresent(dense -> requireDimension(spec, dense, whose));
        if (space.similarity() != Similarity.COSINE) {
          values.dense().ifPresent(dense -> requireLength(spec, dense.norm(), whose));
        }
        if (values.sparse().isPresent() && space.similarity() != Similarity.DOT_PRODUCT) {
          throw refused(
              spec, whose, "vector: sparse values", "none; they need the similarity DOT_PRODUCT");
        }
      }
      case VectorSpace.Sparse() -> {
        if (values.dense().isPresent()) {
          throw refused(spec, whose, "vector: dense values", "only sparse ones");
        }
      }
    }
    values.sparse().ifPresent(sparse -> requireLength(spec, sparse.norm(), whose));
  }

  private static void requireLength(CollectionSpec spec, double length, String whose) {
    if (length > MOST_LENGTH) {
      throw new InvalidRequest(
          "vector: length %.3g (expected: at most %.0g, collection: %s, %s). Scale all vectors down; the order of matches stays."
              .formatted(length, MOST_LENGTH, spec.name(), whose));
    }
  }

  private static void requireDimension(CollectionSpec spec, DenseVector vector, String whose) {
    if (vector.dimension() != spec.dimension()) {
      throw new InvalidRequest(
          "dimension: %d (expected: %d, collection: %s, %s). Send vectors of the collection's model, or make a collection of this dimension."
              .formatted(vector.dimension(), spec.dimension(), spec.name(), whose));
    }
  }

  private static InvalidRequest refused(
      CollectionSpec spec, String whose, String given, String expected) {
    return new InvalidRequest(
        "%s (expected: %s, collection: %s, %s). %s"
            .formatted(given, expected, spec.name(), whose, REMEDY));
  }
}
