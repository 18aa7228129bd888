package dev.pictor.duplicates;

import dev.pictor.files.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Moves files so that at every moment, a kill and a power loss included, the whole file is at one
/// of the two places at least. Thread-safe.
final class FileMoves {

  /// Renames within one disk; a seam for disks that are not the same.
  interface Rename {
    /// @throws AtomicMoveNotSupportedException between two disks
    void rename(Path from, Path to) throws IOException;
  }

  static final Rename OF_SYSTEM =
      (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

  private final Rename rename;

  FileMoves(Rename rename) {
    this.rename = rename;
  }

  /// @param to in a folder of its own, where nothing else is
  void move(Path from, Path to) throws IOException {
    try {
      rename.rename(from, to);
      Folders.sync(to.resolveSibling(""));
    } catch (AtomicMoveNotSupportedException otherDisk) {
      copy(from, to);
      requireSame(from, to);
      Files.delete(from);
    }
    Folders.sync(from.resolveSibling(""));
  }

  /// @param to what is there stays
  /// @throws FileAlreadyExistsException when something is there
  void moveBack(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    if (!linked(from, to)) {
      Path unfinished = Files.createTempFile(to.resolveSibling(""), ".pictor", ".unfinished");
      try {
        copy(from, unfinished);
        requireSame(from, unfinished);
        Files.move(unfinished, to); // refuses to replace
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
    Folders.sync(to.resolveSibling(""));
    Files.delete(from);
  }

  /// A link replaces nothing, whoever is faster.
  private boolean linked(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException otherDisk) {
      return false;
    }
  }

  /// Copies content and times to the disk itself.
  void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Folders.sync(to.resolveSibling(""));
  }

  private static void requireSame(Path from, Path to) throws IOException {
    if (Files.mismatch(from, to) != -1) {
      throw new IOException("the file was changed while it was copied");
    }
  }
}
