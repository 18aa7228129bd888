package dev.pictor.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;

/// Collections that are copies of those of another process, file by file. Thread-safe for readers;
/// copies come from one thread. What a store offers that was opened to follow; see
/// [VectorStore#replicas()].
///
/// Readers keep the commit that they began with; the next ones see the new one. A copy that a crash
/// broke off goes on where it was.
public interface Replicas {

  /// Where files come from.
  interface FileSource {
    /// Writes a file from its byte `from` on.
    void copy(String file, long from, OutputStream to) throws IOException;
  }

  /// @param files that were fetched
  /// @param bytes of them that were fetched
  record Fetched(int files, long bytes) {}

  /// Makes a collection what `head` says: fetches the files that are not here yet, compares their
  /// checksums, and serves them.
  ///
  /// @param files all of the commit
  /// @throws IOException when the source fails, or a file came damaged; nothing has changed for
  ///   readers then
  /// @throws dev.pictor.error.Unavailable when this disk fails
  Fetched install(CommitHead head, SortedMap<String, FileMark> files, FileSource source)
      throws IOException;

  /// Changes what is said of a collection, whose records stay.
  void describe(CollectionSpec spec);

  /// Removes a collection with its files.
  void remove(String collection);
}
