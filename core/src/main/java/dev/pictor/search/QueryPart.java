package dev.pictor.search;

import dev.pictor.vector.DenseVector;

/// One part of a query. The unit vectors of parts are added by their weights; words are ranked
/// beside them.
public sealed interface QueryPart {

  /// Never 0; negative moves away from the part.
  double weight();

  record TextPart(String text, double weight) implements QueryPart {}

  /// An encoded picture; the array is not to be changed.
  @SuppressWarnings("ArrayRecordComponent")
  record ImagePart(byte[] picture, double weight) implements QueryPart {}

  /// A record of the collection; it is left out of the matches.
  record IdPart(String id, double weight) implements QueryPart {}

  record VectorPart(DenseVector vector, double weight) implements QueryPart {}

  /// Words in the metadata; a negative weight leaves out what has all of them.
  record WordsPart(String words, double weight) implements QueryPart {}
}
