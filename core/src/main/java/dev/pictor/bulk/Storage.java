package dev.pictor.bulk;

import java.io.IOException;

/// Where files and archives lie. Thread-safe.
public interface Storage {

  /// A file from which parts are read. Used by one thread.
  interface Parts extends AutoCloseable {

    long length() throws IOException;

    /// @throws java.io.EOFException when there are fewer
    byte[] read(long offset, int bytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  Parts open(String location) throws IOException;

  /// The bytes of an item that is a file or a member.
  ///
  /// @param most a longer one is not read
  /// @throws dev.pictor.error.InvalidRequest when it is longer
  /// @throws java.nio.file.NoSuchFileException when it is gone
  PictureBytes read(PictureItem item, long most) throws IOException;
}
