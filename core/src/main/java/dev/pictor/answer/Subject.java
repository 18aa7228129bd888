package dev.pictor.answer;

import dev.pictor.collection.VectorCollection;
import dev.pictor.metadata.MetadataFilter;

/// The pictures that a question is about.
public sealed interface Subject {

  /// Those of a collection that match the question and the filter.
  record Matching(VectorCollection collection, MetadataFilter filter) implements Subject {}

  /// One of a collection.
  record Indexed(VectorCollection collection, String id) implements Subject {}

  /// An encoded picture of no collection; the array is not to be changed.
  @SuppressWarnings("ArrayRecordComponent")
  record Given(byte[] picture) implements Subject {}
}
