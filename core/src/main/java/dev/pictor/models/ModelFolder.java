package dev.pictor.models;

import dev.pictor.error.Conflict;
import dev.pictor.error.Unavailable;
import dev.pictor.files.DiskSpace;
import dev.pictor.files.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder of installed bundles. A bundle is there whole or not at all: it is written in a
/// hidden folder beside the others and renamed. One process changes it at a time.
final class ModelFolder {

  static final String UNFINISHED = ".unfinished-";
  private static final String LOCK = ".lock";

  private final Path folder;

  ModelFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  Path path() {
    return folder;
  }

  /// Folders with a manifest, by name.
  List<Path> bundles() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(each -> !each.getFileName().toString().startsWith("."))
          .filter(each -> Files.isRegularFile(each.resolve(BundleBuilder.MANIFEST)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  Optional<Path> find(String name) {
    return bundles().stream()
        .filter(each -> each.getFileName().toString().equals(name))
        .findFirst();
  }

  /// Begins a change.
  ///
  /// @throws Conflict when another process changes the folder
  Change begin() {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw busy();
        }
        removeLeftovers();
        return new Change(channel, Files.createTempDirectory(folder, UNFINISHED));
      } catch (OverlappingFileLockException e) {
        channel.close();
        throw busy();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /// A change under way; what is in its folder when it closes is deleted.
  final class Change implements AutoCloseable {
    private final FileChannel lock;
    private final Path room;

    private Change(FileChannel lock, Path room) {
      this.lock = lock;
      this.room = room;
    }

    /// An empty folder on the disk of the bundles.
    Path room() {
      return room;
    }

    /// Makes a finished folder of the room the bundle `name`. Survives power loss when it returns.
    void publish(Path finished, String name) throws IOException {
      try (Stream<Path> all = Files.walk(finished)) {
        for (Path each : all.filter(Files::isDirectory).toList()) {
          Folders.sync(each);
        }
      }
      Files.move(finished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(folder);
    }

    /// Takes a bundle away at once; its files go when the change closes.
    void remove(String name) throws IOException {
      Files.move(folder.resolve(name), room.resolve("removed"), StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(folder);
    }

    @Override
    public void close() {
      try (lock) {
        Folders.delete(room);
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  Unavailable unwritable(IOException cause) {
    return new Unavailable(
        "%s: cannot be changed: %s. Check space and permissions of the data folder."
            .formatted(folder, cause),
        cause);
  }

  private Conflict busy() {
    return new Conflict(
        folder + ": another process adds or removes a model. Try again when it is done.");
  }

  /// Of a process that was killed: the lock says that nobody works there now.
  private void removeLeftovers() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      for (Path each :
          list.filter(each -> each.getFileName().toString().startsWith(UNFINISHED)).toList()) {
        Folders.delete(each);
      }
    }
  }

  /// @param inside a folder of a change
  /// @throws Unavailable when its disk has less room
  static void requireSpace(Path inside, long bytes) {
    Path known = inside;
    while (known.toString().contains(UNFINISHED) && known.getParent() != null) {
      known = known.getParent(); // people know the folder of the bundles, not what is in it now
    }
    DiskSpace.OF_SYSTEM.require(known, bytes, "the model");
  }
}
