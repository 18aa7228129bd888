package dev.pictor.store;

import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// The names in a data folder, and how a folder appears or disappears in it whole: by one rename.
/// Held by one process. Thread-safe as far as callers use different names.
///
/// A name says which state its folder is in: finished, being made, or dropped. What a crash left in
/// the latter two goes at the next open. No name and no order depends on a clock.
final class StoreFolder implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(StoreFolder.class.getName());

  // A bare name could be one that Windows reserves, such as con.
  private static final String COLLECTION = "c-";
  private static final String SNAPSHOT = "s-";
  private static final String BEING_MADE = "new-";
  private static final String DROPPED = "dropped-";
  private static final String LOCK = "store.lock";

  private final Path collections;
  private final Path snapshots;
  private final Path incoming;
  private final FileChannel channel;
  private final FileLock lock;

  private StoreFolder(Path folder, FileChannel channel, FileLock lock) {
    this.collections = folder.resolve("collections");
    this.snapshots = folder.resolve("snapshots");
    this.incoming = folder.resolve("incoming");
    this.channel = channel;
    this.lock = lock;
  }

  /// Makes `folder` when it is missing, and removes what a crash left half done.
  ///
  /// @throws Unavailable when another process, or another store of this one, uses the folder
  static StoreFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    // The lock comes first: what looks left over may be another process's work.
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lock(channel);
      if (lock == null) {
        throw new Unavailable(
            "data folder: %s (expected: one that no other process uses). Stop the other process, or name another data folder."
                .formatted(folder));
      }
      StoreFolder opened = new StoreFolder(folder, channel, lock);
      opened.tidy(opened.collections);
      opened.tidy(opened.snapshots);
      IOUtils.fsync(folder, true);
      return opened;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void tidy(Path shelf) throws IOException {
    Files.createDirectories(shelf);
    for (Path each : children(shelf)) {
      String name = each.getFileName().toString();
      if (name.startsWith(BEING_MADE) || name.startsWith(DROPPED)) {
        IOUtils.rm(each);
      } else if (Files.isDirectory(each)) {
        for (Path file : children(each)) {
          if (file.getFileName().toString().endsWith(JsonFile.DRAFT)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /// The names of the finished collections.
  List<String> collections() throws IOException {
    return finished(collections, COLLECTION);
  }

  /// The ids of the finished snapshots.
  List<String> snapshots() throws IOException {
    return finished(snapshots, SNAPSHOT);
  }

  private static List<String> finished(Path shelf, String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path each : children(shelf)) {
      String name = each.getFileName().toString();
      if (name.startsWith(prefix)) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }

  /// Whether a path is within the data folder.
  boolean contains(Path path) {
    return path.startsWith(shelf(collections).normalize());
  }

  Path collection(String name) {
    return collections.resolve(COLLECTION + name);
  }

  /// Where files of a copy of another process's collection wait until all are there.
  Path incoming(String name) {
    return incoming.resolve(COLLECTION + name);
  }

  Path snapshot(String id) {
    return snapshots.resolve(SNAPSHOT + id);
  }

  /// Lets `maker` fill a folder that nobody sees and gives it the name `finished`. When this fails,
  /// there is neither.
  static void publish(Path finished, FolderMaker maker) throws IOException {
    Path shelf = shelf(finished);
    Path draft = shelf.resolve(BEING_MADE + UUID.randomUUID());
    if (Files.exists(finished)) {
      throw new FileAlreadyExistsException(finished.toString());
    }
    Path made = draft;
    try {
      maker.make(draft);
      Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
      made = finished;
      IOUtils.fsync(shelf, true);
    } catch (IOException | RuntimeException e) {
      remove(made, e);
      throw e;
    }
  }

  private static void remove(Path made, Exception because) {
    try {
      if (Files.exists(made)) {
        IOUtils.rm(made.getFileName().toString().startsWith(BEING_MADE) ? made : setAside(made));
      }
    } catch (IOException e) {
      because.addSuppressed(e); // goes at the next open
    }
  }

  /// Makes a folder and all that belongs into it, durably.
  interface FolderMaker {
    void make(Path draft) throws IOException;
  }

  /// Takes the name away from a folder, durably.
  ///
  /// @return where the files still are; remove them
  static Path setAside(Path finished) throws IOException {
    Path shelf = shelf(finished);
    Path dropped = shelf.resolve(DROPPED + UUID.randomUUID());
    Files.move(finished, dropped, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(shelf, true);
    return dropped;
  }

  /// Removes what was set aside; what does not go now goes at the next open.
  static void removeSoon(Path dropped, String what) {
    try {
      IOUtils.rm(dropped);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "deleted files stay until the next start what=" + what, e);
    }
  }

  /// The folder that holds `finished`.
  static Path shelf(Path finished) {
    return Objects.requireNonNull(finished.toAbsolutePath().getParent(), "a folder in a folder");
  }

  /// Lets another process use the folder.
  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
