package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import org.apache.lucene.index.DirectoryReader;

/// Snapshots and backups of the embedded engine. Thread-safe.
///
/// How it works: Lucene's files are written once and never changed, so a copy is a second name for
/// each file of a commit, made in a folder that appears by one rename. A backup shares no file with
/// the store and is a copy byte by byte.
final class LuceneSnapshots implements Snapshots, Backups {

  private static final System.Logger LOG = System.getLogger(LuceneSnapshots.class.getName());

  private final LuceneStore store;
  private final StoreFolder folder;
  private final InstantSource clock;

  @GuardedBy("this")
  private final Map<String, SnapshotFolder.Contents> snapshots = new HashMap<>();

  /// Why a folder is no snapshot.
  @GuardedBy("this")
  private final Map<String, ServiceException> damaged = new HashMap<>();

  /// How many restore or save a snapshot now.
  @GuardedBy("this")
  private final Map<String, Integer> inUse = new HashMap<>();

  @GuardedBy("this")
  private long lastNumber;

  LuceneSnapshots(LuceneStore store, StoreFolder folder, InstantSource clock) {
    this.store = store;
    this.folder = folder;
    this.clock = clock;
  }

  /// Reads the descriptions of all snapshots.
  synchronized void load() throws IOException {
    for (String id : folder.snapshots()) {
      try {
        SnapshotFolder.Contents contents = SnapshotFolder.read(folder.snapshot(id));
        snapshots.put(id, contents);
        lastNumber = Math.max(lastNumber, contents.number());
      } catch (IOException e) {
        ServiceException failure = failure(id, e);
        LOG.log(System.Logger.Level.ERROR, failure.reason());
        damaged.put(id, failure);
      }
    }
  }

  private static ServiceException failure(String id, IOException failure) {
    return StoreFailures.of("(snapshot " + id + ")", failure);
  }

  @Override
  public Snapshot create(String collection, String name, String description) {
    return store.use(
        () -> {
          LuceneCollection source = store.existing(collection);
          Draft draft =
              new Draft(UUID.randomUUID().toString(), nextNumber(), name, description, source);
          SnapshotFolder.Contents made = source.hold(held -> publish(draft, held));
          synchronized (this) {
            snapshots.put(draft.id, made);
          }
          return made.snapshot();
        });
  }

  private record Draft(
      String id, long number, String name, String description, LuceneCollection source) {}

  private synchronized long nextNumber() {
    return ++lastNumber;
  }

  private SnapshotFolder.Contents publish(Draft draft, HeldCommit held) throws IOException {
    Path finished = folder.snapshot(draft.id);
    CollectionSpec spec = draft.source.spec();
    Path from = draft.source.index();
    SortedMap<String, NamespaceStats> namespaces;
    try (DirectoryReader reader = held.open()) {
      namespaces = RecordListing.namespaces(LuceneIndex.searcher(reader), spec.schema());
    }
    SortedMap<String, Long> files = SnapshotFolder.sizes(from, held.files());
    Snapshot snapshot =
        new Snapshot(
            draft.id,
            draft.name,
            draft.description,
            spec,
            Snapshot.Status.READY,
            namespaces.values().stream().mapToLong(NamespaceStats::records).sum(),
            namespaces.size(),
            files.values().stream().mapToLong(Long::longValue).sum(),
            clock.instant());
    SnapshotFolder.Contents contents = new SnapshotFolder.Contents(snapshot, draft.number, files);
    StoreFolder.publish(
        finished, made -> fill(made, contents, to -> FileCopies.link(from, held.files(), to)));
    return contents;
  }

  private static void fill(
      Path made, SnapshotFolder.Contents contents, CollectionFolder.Filling filling)
      throws IOException {
    CollectionFolder.create(made, contents.snapshot().source(), filling);
    SnapshotFolder.write(made, contents);
  }

  @Override
  public List<Snapshot> list() {
    return store.use(this::sorted);
  }

  private synchronized List<Snapshot> sorted() {
    return snapshots.values().stream()
        .sorted(
            Comparator.comparingLong(SnapshotFolder.Contents::number)
                .thenComparing(contents -> contents.snapshot().id()))
        .map(SnapshotFolder.Contents::snapshot)
        .toList();
  }

  @Override
  public Optional<Snapshot> find(String id) {
    return store.use(() -> contents(id).map(SnapshotFolder.Contents::snapshot));
  }

  private synchronized Optional<SnapshotFolder.Contents> contents(String id) {
    ServiceException failure = damaged.get(id);
    if (failure != null) {
      throw failure;
    }
    return Optional.ofNullable(snapshots.get(id));
  }

  private static NotFound unknown(String id) {
    return new NotFound("snapshot: %s (expected: the id of one that exists)".formatted(id));
  }

  @Override
  public void delete(String id) {
    store.use(
        () -> {
          Path dropped = setAside(id);
          StoreFolder.removeSoon(dropped, "snapshot " + id);
          return dropped;
        });
  }

  private synchronized Path setAside(String id) {
    if (!snapshots.containsKey(id) && !damaged.containsKey(id)) {
      throw unknown(id);
    }
    if (inUse.containsKey(id)) {
      throw new Conflict(
          "snapshot: %s is being restored or saved (expected: not in use). Try again when that is done."
              .formatted(id));
    }
    Path dropped = files(id, () -> StoreFolder.setAside(folder.snapshot(id)));
    snapshots.remove(id);
    damaged.remove(id);
    return dropped;
  }

  @Override
  public CollectionStore restore(String id, String collection) {
    return read(
        id,
        contents -> {
          Path from = CollectionFolder.index(folder.snapshot(id));
          return store.make(
              renamed(contents, collection),
              to -> {
                FileCopies.check(from, contents.names());
                FileCopies.link(from, contents.names(), to);
              });
        });
  }

  private static CollectionSpec renamed(SnapshotFolder.Contents contents, String name) {
    CollectionSpec source = contents.snapshot().source();
    return source.withName(name).withSettings(source.settings().withDeletionProtected(false));
  }

  @Override
  public void save(String id, Path backup) {
    Path target = backup.toAbsolutePath().normalize();
    if (folder.contains(target)) {
      throw new InvalidRequest(
          "backup: %s (expected: a folder outside the data folder)".formatted(target));
    }
    read(
        id,
        contents -> {
          if (Files.exists(target)) {
            throw new Conflict(
                "backup: %s exists (expected: a folder that is to be made)".formatted(target));
          }
          return files(
              id,
              () -> {
                Files.createDirectories(StoreFolder.shelf(target));
                StoreFolder.publish(target, made -> copy(contents, made));
                return target;
              });
        });
  }

  private void copy(SnapshotFolder.Contents contents, Path made) throws IOException {
    Path from = CollectionFolder.index(folder.snapshot(contents.snapshot().id()));
    fill(made, contents, to -> FileCopies.copy(from, contents.names(), to));
  }

  @Override
  public Snapshot inspect(Path backup) {
    return read(backup).snapshot();
  }

  @Override
  public CollectionStore restore(Path backup, String collection) {
    return store.use(
        () -> {
          SnapshotFolder.Contents contents = read(backup);
          Path from = CollectionFolder.index(backup);
          return store.make(
              renamed(contents, collection), to -> FileCopies.copy(from, contents.names(), to));
        });
  }

  private static SnapshotFolder.Contents read(Path backup) {
    if (!Files.exists(backup.resolve(SnapshotFolder.DESCRIPTION))) {
      throw new NotFound(
          "backup: %s (expected: a folder with %s)".formatted(backup, SnapshotFolder.DESCRIPTION));
    }
    return files(backup.toString(), () -> SnapshotFolder.read(backup));
  }

  /// Works with a snapshot that nobody deletes meanwhile.
  private <T> T read(String id, Function<SnapshotFolder.Contents, T> work) {
    return store.use(
        () -> {
          SnapshotFolder.Contents contents;
          synchronized (this) {
            contents = contents(id).orElseThrow(() -> unknown(id));
            inUse.merge(id, 1, Integer::sum);
          }
          try {
            return work.apply(contents);
          } finally {
            synchronized (this) {
              inUse.computeIfPresent(id, (_, users) -> users == 1 ? null : users - 1);
            }
          }
        });
  }

  private static <T> T files(String id, FileWork.Task<T> task) {
    try {
      return FileWork.call(task);
    } catch (IOException e) {
      throw failure(id, e);
    }
  }
}
