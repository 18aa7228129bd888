package dev.pictor.store;

import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;

/// What a query's matches are near to.
public sealed interface QueryTarget {

  /// These numbers.
  record Values(VectorValues values) implements QueryTarget {}

  /// The record under this id of the query's namespace, which is a match itself. An unknown id has
  /// no matches.
  record OfRecord(String id) implements QueryTarget {}

  static QueryTarget of(DenseVector vector) {
    return new Values(VectorValues.of(vector));
  }
}
