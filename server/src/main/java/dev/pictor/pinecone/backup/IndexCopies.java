package dev.pictor.pinecone.backup;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.pinecone.backup.BackupRegistry.Origin;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Copies of indexes, restores of them, and schedules: what Pinecone calls backups and collections.
/// All are snapshots of the store; those made by other ways are backups here too. Thread-safe.
public final class IndexCopies {

  private static final System.Logger LOG = System.getLogger(IndexCopies.class.getName());

  private final CollectionCatalog catalog;
  private final Indexes indexes;
  private final InstantSource clock;

  private final BackupRegistry registry;
  private final Object collections = new Object();

  private IndexCopies(
      CollectionCatalog catalog, Indexes indexes, BackupRegistry registry, InstantSource clock) {
    this.catalog = catalog;
    this.indexes = indexes;
    this.registry = registry;
    this.clock = clock;
  }

  /// @param file of what is kept beside the snapshots
  /// @throws dev.pictor.error.CorruptStore when it cannot be read
  public static IndexCopies open(
      CollectionCatalog catalog, Indexes indexes, Path file, InstantSource clock) {
    BackupRegistry registry = BackupRegistry.open(file);
    if (registry.hasCopies()) { // else the store need not be asked
      forgetThoseGone(registry, catalog);
    }
    indexes.whenGone(index -> registry.sourceGone(index, clock.instant()));
    return new IndexCopies(catalog, indexes, registry, clock);
  }

  private static void forgetThoseGone(BackupRegistry registry, CollectionCatalog catalog) {
    List<String> there =
        catalog.snapshots().map(Snapshots::list).orElse(List.of()).stream()
            .map(Snapshot::id)
            .toList();
    if (!there.isEmpty()) { // a service that does not tell its backups now may tell them again
      registry.retain(there);
    }
  }

  BackupRegistry registry() {
    return registry;
  }

  private Snapshots snapshots() {
    return catalog
        .snapshots()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "backups: this store makes none (expected: one that does, see docs/stores.md). Copy the collection instead: pictor copy."));
  }

  /// In the order they were made; none in a store that makes none.
  public List<IndexCopy> list(IndexCopy.Kind kind) {
    return catalog.snapshots().map(Snapshots::list).orElse(List.of()).stream()
        .map(this::copy)
        .filter(copy -> copy.kind() == kind)
        .toList();
  }

  private IndexCopy copy(Snapshot snapshot) {
    return registry
        .origin(snapshot.id())
        .map(origin -> new IndexCopy(snapshot, origin.kind(), origin.source(), origin.sourceGone()))
        .orElseGet(() -> foreign(snapshot));
  }

  /// Made by another server or another way, of an index that may be gone.
  private IndexCopy foreign(Snapshot snapshot) {
    String source = snapshot.source().name();
    IndexEntry then = told(snapshot.source());
    IndexEntry entry =
        catalog.find(source).isPresent() ? then.withId(indexes.get(source).entry().id()) : then;
    boolean named = then.deployment() instanceof Deployment.Pod && !snapshot.name().isEmpty();
    return new IndexCopy(
        snapshot,
        named ? IndexCopy.Kind.COLLECTION : IndexCopy.Kind.BACKUP,
        entry,
        Optional.empty());
  }

  /// What a snapshot tells of its index. What this version cannot read hides no other snapshot.
  private static IndexEntry told(CollectionSpec source) {
    try {
      return IndexEntry.unknown(source);
    } catch (CorruptStore e) {
      LOG.log(System.Logger.Level.WARNING, e.reason());
      return IndexEntry.unknown(source.withSettings(CollectionSettings.none()));
    }
  }

  /// @throws NotFound when there is none
  public IndexCopy backup(String id) {
    return catalog
        .snapshots()
        .flatMap(all -> all.find(id))
        .map(this::copy)
        .filter(copy -> copy.kind() == IndexCopy.Kind.BACKUP)
        .orElseThrow(() -> new NotFound("Backup %s not found.".formatted(id)));
  }

  /// @throws NotFound when there is none
  public IndexCopy collection(String name) {
    return findCollection(name)
        .orElseThrow(() -> new NotFound("Collection %s not found.".formatted(name)));
  }

  private Optional<IndexCopy> findCollection(String name) {
    return list(IndexCopy.Kind.COLLECTION).stream()
        .filter(copy -> copy.snapshot().name().equals(name))
        .findFirst();
  }

  /// Returns once it is complete and durable.
  ///
  /// @throws NotFound when there is no such index
  /// @throws InvalidRequest when it runs on pods
  public IndexCopy createBackup(String index, String name, String description) {
    return createBackup(indexes.get(index), name, description, Optional.empty());
  }

  IndexCopy createBackup(Index index, String name, String description, Optional<UUID> schedule) {
    if (index.entry().deployment() instanceof Deployment.Pod) {
      throw new InvalidRequest(
          "Backups are not supported for pod-based indexes: %s (expected: a collection of it)"
              .formatted(index.name()));
    }
    return create(index, IndexCopy.Kind.BACKUP, name, description, schedule);
  }

  /// Returns once it is complete and durable.
  ///
  /// @throws NotFound when there is no such index
  /// @throws InvalidRequest when it does not run on pods
  /// @throws Conflict when the name is taken
  public IndexCopy createCollection(String name, String source) {
    Index index = indexes.get(source);
    if (!(index.entry().deployment() instanceof Deployment.Pod)) {
      throw new InvalidRequest(
          "Collections are only supported for pod-based indexes: %s is not one (expected: a backup of it)"
              .formatted(source));
    }
    synchronized (collections) {
      if (findCollection(name).isPresent()) {
        throw new Conflict("Resource already exists.");
      }
      return create(index, IndexCopy.Kind.COLLECTION, name, "", Optional.empty());
    }
  }

  private IndexCopy create(
      Index index, IndexCopy.Kind kind, String name, String description, Optional<UUID> schedule) {
    Snapshot made = snapshots().create(index.name(), name, description);
    registry.put(made.id(), new Origin(kind, index.entry(), schedule, Optional.empty()));
    return copy(made);
  }

  /// @throws NotFound when there is none
  /// @throws Conflict while it is being restored
  public void delete(IndexCopy copy) {
    snapshots().delete(copy.id());
    registry.remove(copy.id());
  }

  /// Makes an index from a copy; returns once it serves.
  ///
  /// @param name of the new index
  /// @param change of what is kept of the source beside its collection
  /// @param settings from those of the source, without protection
  /// @throws Conflict when the name is taken
  public Index restore(
      IndexCopy copy,
      String name,
      UnaryOperator<IndexEntry> change,
      UnaryOperator<CollectionSettings> settings) {
    Index made =
        indexes.create(
            name, change.apply(copy.source().copied()), () -> snapshots().restore(copy.id(), name));
    try {
      return indexes.configure(made.name(), UnaryOperator.identity(), settings);
    } catch (RuntimeException e) {
      indexes.delete(made.name());
      throw e;
    }
  }

  /// Restores a backup and remembers that.
  public RestoreJob restoreBackup(
      String id,
      String name,
      UnaryOperator<IndexEntry> change,
      UnaryOperator<CollectionSettings> settings) {
    IndexCopy backup = backup(id);
    Instant began = clock.instant();
    Index made = restore(backup, name, change, settings);
    RestoreJob job =
        new RestoreJob(UUID.randomUUID(), id, name, made.entry().id(), began, clock.instant());
    registry.add(job);
    return job;
  }

  /// Oldest first.
  public List<RestoreJob> restoreJobs() {
    return registry.jobs();
  }

  /// @throws NotFound when there is none
  public RestoreJob restoreJob(String id) {
    return restoreJobs().stream()
        .filter(job -> job.id().toString().equals(id))
        .findFirst()
        .orElseThrow(() -> new NotFound("Restore job %s not found.".formatted(id)));
  }

  /// The backups that a schedule made, in the order they were made.
  List<IndexCopy> madeBy(UUID schedule) {
    return list(IndexCopy.Kind.BACKUP).stream()
        .filter(
            copy ->
                registry
                    .origin(copy.id())
                    .flatMap(Origin::schedule)
                    .filter(schedule::equals)
                    .isPresent())
        .toList();
  }
}
