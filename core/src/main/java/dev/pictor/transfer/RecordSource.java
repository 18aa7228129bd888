package dev.pictor.transfer;

import java.util.Optional;

/// Records from outside, one after another, with a part of them in memory at a time. Used by one
/// thread.
public interface RecordSource extends AutoCloseable {

  /// What it is, for people and to know it again: the same text for the same content, and another
  /// one when the content has changed.
  String identity();

  /// What it says of the collection that its records are from.
  Optional<CollectionHeader> header();

  /// Goes behind what an earlier run has dealt with; before the first [#next].
  ///
  /// @param position as [#position] told it
  void resume(String position) throws UnreadableFile;

  /// Empty at the end.
  ///
  /// @throws UnreadableFile when what follows cannot be read
  /// @throws dev.pictor.error.ServiceException when a server does not answer as it should
  Optional<SourceRow> next() throws UnreadableFile;

  /// Where the last row ends, for [#resume].
  String position();

  /// How much is read, 0 to 1.
  double share();

  @Override
  void close();
}
