package dev.pictor.duplicates;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.files.Folders;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Removed pictures, each in a folder of its own with a manifest, until somebody empties it. One
/// for a data folder; thread-safe.
///
/// The manifest is written before a file is moved in, and the file deleted before the manifest:
/// what a kill leaves is an entry without file, which is no entry.
public final class Trash {

  private static final System.Logger LOG = System.getLogger(Trash.class.getName());
  private static final String MANIFEST = "manifest.json";

  /// Hidden, so that no library takes it for a picture of its own.
  private static final String CONTENT = ".content";

  private final Path folder;
  private final FileMoves moves;

  /// One removal or restoration at a time: each looks at what is left of a group, in whatever
  /// collection.
  private final ReentrantLock lock = new ReentrantLock();

  /// @param folder need not be there yet
  public Trash(Path folder) {
    this(folder, FileMoves.OF_SYSTEM);
  }

  Trash(Path folder, FileMoves.Rename rename) {
    this.folder = folder;
    this.moves = new FileMoves(rename);
  }

  ReentrantLock lock() {
    return lock;
  }

  FileMoves moves() {
    return moves;
  }

  private Path entry(String collection, String id) {
    return folder.resolve(collection).resolve(id);
  }

  Path content(TrashEntry entry) {
    return entry(entry.collection(), entry.id()).resolve(CONTENT);
  }

  /// Takes a file in.
  ///
  /// @param copy leaves the file where it is
  /// @throws IOException when it cannot be; then it is where it was
  void take(TrashEntry entry, Path file, boolean copy) throws IOException {
    Path content = content(entry);
    AtomicFiles.publishDurably(content.resolveSibling(MANIFEST), TrashManifest.write(entry));
    Folders.sync(folder.resolve(entry.collection()));
    try {
      if (copy) {
        moves.copy(file, content);
      } else {
        moves.move(file, content);
      }
    } catch (IOException | RuntimeException failed) {
      if (Files.exists(file)) {
        discard(entry);
      }
      throw failed;
    }
  }

  /// Deletes an entry for good.
  void discard(TrashEntry entry) throws IOException {
    Files.deleteIfExists(content(entry));
    Path own = entry(entry.collection(), entry.id());
    if (Files.exists(own)) {
      Folders.delete(own);
    }
  }

  /// The entries of a collection, newest first. One whose manifest cannot be read is logged and
  /// left out.
  public List<TrashEntry> list(String collection) {
    List<TrashEntry> entries = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder.resolve(collection))) {
      for (Path each : folders.toList()) {
        read(each).ifPresent(entries::add);
      }
    } catch (NoSuchFileException empty) {
      return List.of();
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be read: %s".formatted(folder, e), e);
    }
    entries.sort(
        Comparator.comparing(TrashEntry::removed)
            .reversed()
            .thenComparing(TrashEntry::picture)
            .thenComparing(TrashEntry::id));
    return entries;
  }

  private static Optional<TrashEntry> read(Path own) throws IOException {
    Path manifest = own.resolve(MANIFEST);
    if (!Files.exists(manifest) || !Files.exists(own.resolve(CONTENT))) {
      return Optional.empty(); // cut off by a kill
    }
    try {
      return Optional.of(TrashManifest.read(Files.readAllBytes(manifest), manifest));
    } catch (CorruptStore damaged) {
      LOG.log(Level.WARNING, "entry of the trash is left out reason=" + damaged.reason());
      return Optional.empty();
    }
  }

  /// Some entries, all when `ids` is empty.
  ///
  /// @throws NotFound naming the first that is not there
  List<TrashEntry> some(String collection, List<String> ids) {
    List<TrashEntry> all = list(collection);
    for (String id : ids) {
      if (all.stream().noneMatch(each -> each.id().equals(id))) {
        throw new NotFound(
            "trash entry: %s (expected: one of the trash of collection %s)"
                .formatted(id, collection));
      }
    }
    return ids.isEmpty() ? all : all.stream().filter(each -> ids.contains(each.id())).toList();
  }

  /// Deletes entries for good.
  ///
  /// @param ids all of the collection when empty
  /// @return what was deleted
  /// @throws NotFound when an id names no entry; then nothing is deleted
  public List<TrashEntry> empty(String collection, List<String> ids) {
    lock.lock();
    try {
      List<TrashEntry> entries = some(collection, ids);
      for (TrashEntry each : entries) {
        discard(each);
      }
      return entries;
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be emptied: %s".formatted(folder, e), e);
    } finally {
      lock.unlock();
    }
  }
}
