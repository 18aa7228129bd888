package dev.pictor.transfer;

/// One row of a file of records, or why there is none in its place.
public sealed interface FileRow {

  /// Its row, from 1 on.
  long number();

  /// A record whose parts are there, still to be checked against a collection.
  record Good(long number, FileRecord content) implements FileRow {}

  /// @param reason without the file's content
  record Bad(long number, String reason) implements FileRow {}
}
