package dev.pictor.duplicates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// What tells cheaply that a file was not changed.
record FileState(long bytes, FileTime modified) {

  /// @throws IOException when it is no file, or gone
  static FileState of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(file + " is no file");
    }
    return new FileState(attributes.size(), attributes.lastModifiedTime());
  }
}
