package dev.pictor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;

/// Brings the files of an index, which nobody ever changes, to another folder, durably. Stateless.
final class FileCopies {

  private FileCopies() {}

  /// Gives the files a second name in `to`; where the file system cannot do that, copies them.
  static void link(Path from, List<String> files, Path to) throws IOException {
    for (String file : files) {
      try {
        Files.createLink(to.resolve(file), from.resolve(file));
      } catch (UnsupportedOperationException | FileSystemException e) {
        copy(from.resolve(file), to.resolve(file));
      }
    }
    IOUtils.fsync(to, true);
  }

  /// Copies the files and compares their checksums.
  ///
  /// @throws IOException naming a file that is damaged
  static void copy(Path from, List<String> files, Path to) throws IOException {
    for (String file : files) {
      copy(from.resolve(file), to.resolve(file));
    }
    check(to, files);
    IOUtils.fsync(to, true);
  }

  /// @throws IOException naming a file that is damaged
  static void check(Path index, List<String> files) throws IOException {
    try (Directory directory = IndexFiles.open(index)) {
      for (String file : files) {
        IndexFiles.check(directory, file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.deleteIfExists(to); // of a link that half failed
    Files.copy(from, to);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
