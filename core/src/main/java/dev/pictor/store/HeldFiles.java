package dev.pictor.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;

/// The files of one commit, which stay until this is closed or the collection ends. Thread-safe.
public interface HeldFiles extends AutoCloseable {

  CommitHead head();

  /// All files by name; the last one that a copy may make visible is `segments_N`.
  SortedMap<String, FileMark> files();

  /// Reads a file from its byte `from` on; close it.
  ///
  /// @throws dev.pictor.error.NotFound when the commit has no such file
  /// @throws IOException when it cannot be read, as after the collection has ended
  InputStream read(String file, long from) throws IOException;

  /// Lets the files go; closing twice does nothing.
  @Override
  void close();
}
