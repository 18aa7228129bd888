package dev.pictor.pinecone.imports;

import dev.pictor.pinecone.proto.Vector;

/// One record of a file, or why there is none in its place.
sealed interface SourceRow {

  /// Its row or line, from 1 on.
  long number();

  /// A record whose parts are there, still to be checked against the index.
  record Good(long number, Vector vector) implements SourceRow {}

  /// @param reason without the file's content
  record Bad(long number, String reason) implements SourceRow {}
}
