package dev.pictor.store;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.vector.ModelFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.index.CorruptIndexException;

/// The embedded engine: collections as Lucene indexes below one data folder. Thread-safe.
///
/// One process uses a folder at a time. A collection is a folder that appears and disappears by one
/// rename, so a crash leaves it whole or absent; what a crash left half made or half deleted goes
/// at the next open. Opening reads each collection's description only; its index opens when first
/// used, so a damaged one is reported where it is touched and stops no other.
///
/// ```java
/// try (VectorStore store = LuceneStore.open(Path.of("data"))) {
///   CollectionStore cats = store.create(
///       new CollectionSpec("cats", 512, Similarity.COSINE, new ModelBinding.Unattested()));
///   cats.upsert("", List.of(new VectorRecord("tom", vector, Metadata.empty())));
///   QueryResult nearest = cats.query(new VectorQuery("", vector, 10, MetadataFilter.all()));
/// }
/// ```
public final class LuceneStore implements VectorStore {

  private static final System.Logger LOG = System.getLogger(LuceneStore.class.getName());

  private final StoreFolder folder;
  private final StoreTuning tuning;
  private final Optional<String> leader;
  private final LuceneCommits commits;
  private final LuceneSnapshots snapshots;
  private final LuceneGenerations generations;
  // Whoever works on files holds the one side, whoever closes the store the other.
  private final ReadWriteLock working = new ReentrantReadWriteLock();

  private final KnownCollections known = new KnownCollections();
  private volatile boolean closed;

  private LuceneStore(
      StoreFolder folder, StoreTuning tuning, InstantSource clock, Optional<String> leader) {
    this.folder = folder;
    this.leader = leader;
    this.commits = new LuceneCommits(this);
    this.tuning = tuning;
    this.snapshots = new LuceneSnapshots(this, folder, clock);
    this.generations = new LuceneGenerations(this, folder, tuning);
  }

  /// Opens the collections below `dataFolder`, which is made when it is missing.
  ///
  /// @throws Unavailable when the folder cannot be read or written, or another process uses it
  public static LuceneStore open(Path dataFolder) {
    return open(dataFolder, StoreTuning.DEFAULT);
  }

  /// The same by another clock, which says when snapshots are made.
  public static LuceneStore open(Path dataFolder, InstantSource clock) {
    return open(dataFolder, StoreTuning.DEFAULT, clock);
  }

  /// Opens a folder for copies of the collections of another process, see [#replicas()]. Nothing
  /// else writes them.
  ///
  /// @param leader that process, for people
  public static LuceneStore follow(Path dataFolder, String leader) {
    return open(dataFolder, StoreTuning.DEFAULT, InstantSource.system(), Optional.of(leader));
  }

  static LuceneStore open(Path dataFolder, StoreTuning tuning) {
    return open(dataFolder, tuning, InstantSource.system());
  }

  /// @param clock says when a snapshot is made
  static LuceneStore open(Path dataFolder, StoreTuning tuning, InstantSource clock) {
    return open(dataFolder, tuning, clock, Optional.empty());
  }

  private static LuceneStore open(
      Path dataFolder, StoreTuning tuning, InstantSource clock, Optional<String> leader) {
    try {
      return FileWork.call(
          () -> {
            StoreFolder folder = StoreFolder.open(dataFolder);
            try {
              LuceneStore store = new LuceneStore(folder, tuning, clock, leader);
              store.load();
              store.snapshots.load();
              return store;
            } catch (IOException | RuntimeException e) {
              folder.close();
              throw e;
            }
          });
    } catch (IOException e) {
      throw new Unavailable(
          "data folder: %s: %s (expected: a folder that can be read and written). Check its rights and the disk, or name another."
              .formatted(dataFolder, e),
          e);
    }
  }

  private void load() throws IOException {
    for (String name : folder.collections()) {
      Path each = folder.collection(name);
      try {
        CollectionFolder.Layout layout = CollectionFolder.read(each);
        CollectionSpec spec = layout.serving();
        if (!spec.name().equals(name)) {
          throw new CorruptIndexException(
              "name: " + spec.name() + " (expected: " + name + ")", each.toString());
        }
        known.add(name, collection(each.resolve(layout.index()), spec));
        generations.load(each, layout);
      } catch (IOException e) {
        ServiceException failure = StoreFailures.of(name, e);
        LOG.log(System.Logger.Level.ERROR, failure.reason());
        known.addDamaged(name, failure);
      }
    }
  }

  /// Does work that [#close()] waits for.
  <T> T use(Supplier<T> work) {
    working.readLock().lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      working.readLock().unlock();
    }
  }

  @Override
  public List<CollectionSpec> collections() {
    requireOpen();
    return known.all().stream().map(LuceneCollection::spec).toList();
  }

  @Override
  public SortedMap<String, ServiceException> damaged() {
    requireOpen();
    return known.damaged();
  }

  @Override
  public CollectionStore create(CollectionSpec spec) {
    requireLeading();
    return use(() -> make(spec, LuceneIndex::create));
  }

  /// Makes a collection whose index `filling` writes, atomically.
  CollectionStore make(CollectionSpec spec, CollectionFolder.Filling filling) {
    String name = spec.name();
    known.reserve(name);
    LuceneCollection made = null;
    try {
      Path finished = folder.collection(name);
      FileWork.call(
          () -> {
            StoreFolder.publish(finished, draft -> CollectionFolder.create(draft, spec, filling));
            return finished;
          });
      made = collection(CollectionFolder.index(finished), spec);
      return made.gated();
    } catch (IOException e) {
      throw StoreFailures.of(name, e);
    } finally {
      known.settle(name, made);
    }
  }

  @Override
  public Optional<CollectionStore> collection(String name) {
    requireOpen();
    return known.find(name).map(LuceneCollection::gated);
  }

  @Override
  public CollectionStore bind(String name, String model, ModelFingerprint fingerprint) {
    return change(name, spec -> spec.boundTo(model, fingerprint));
  }

  @Override
  public CollectionStore configure(String name, UnaryOperator<CollectionSettings> change) {
    return change(name, spec -> spec.withSettings(change.apply(spec.settings())));
  }

  private CollectionStore change(String name, UnaryOperator<CollectionSpec> change) {
    requireLeading();
    return use(() -> changeOpen(name, change));
  }

  private synchronized CollectionStore changeOpen(
      String name, UnaryOperator<CollectionSpec> change) {
    LuceneCollection collection = existing(name);
    CollectionSpec old = collection.spec();
    CollectionSpec changed = change.apply(old);
    if (!changed.equals(old)) {
      generations.respecify(collection, changed);
    }
    return collection.gated();
  }

  @Override
  public void drop(String name) {
    requireLeading();
    remove(name);
  }

  private void remove(String name) {
    use(
        () -> {
          Path dropped = take(name);
          StoreFolder.removeSoon(dropped, "collection " + name);
          return dropped;
        });
  }

  /// Takes a collection off the list and its name off its folder.
  private synchronized Path take(String name) {
    if (known.damage(name).isEmpty() && leader.isEmpty()) {
      existing(name).spec().requireDeletable();
    }
    Optional<LuceneCollection> taken = known.take(name);
    LuceneCollection kept = null;
    try {
      // Closed before the rename, because Windows renames no folder with open files.
      taken.ifPresent(LuceneCollection::dropped);
      generations.ending(name, LuceneCollection::dropped);
      Path dropped = FileWork.call(() -> StoreFolder.setAside(folder.collection(name)));
      known.forgetDamage(name);
      generations.forget(name);
      return dropped;
    } catch (IOException | RuntimeException e) {
      kept = taken.map(each -> each.again()).orElse(null);
      generations.again(name);
      throw e instanceof IOException io ? StoreFailures.of(name, io) : (RuntimeException) e;
    } finally {
      known.settle(name, kept);
    }
  }

  @Override
  public VerifyReport verify(String name) {
    return use(
        () ->
            known.damage(name).orElse(null) instanceof CorruptStore failure
                ? CollectionCheck.unopened(
                    name, CollectionFolder.index(folder.collection(name)), failure)
                : existing(name).verify());
  }

  private LuceneCollection collection(Path index, CollectionSpec spec) {
    return new LuceneCollection(index, spec, tuning, leader);
  }

  private void requireLeading() {
    leader.ifPresent(
        there -> {
          throw new Conflict(
              "collections here are copies (expected: a change at %s, which is followed)"
                  .formatted(there));
        });
  }

  /// A copy as it is now; one that is damaged is none.
  Optional<LuceneCollection> replica(String name) {
    return use(
        () -> {
          if (known.damage(name).isPresent()) {
            remove(name);
          }
          return known.find(name);
        });
  }

  /// Has a new index, which `filling` writes, take the place of a copy's.
  void replace(CollectionSpec spec, CollectionFolder.Filling filling) {
    String name = spec.name();
    boolean _ =
        use(
            () -> {
              LuceneCollection old = existing(name);
              Path home = folder.collection(name);
              Path index = home.resolve(CollectionFolder.INDEX + "-" + UUID.randomUUID());
              CollectionFolder.Layout layout =
                  new CollectionFolder.Layout(
                      spec, String.valueOf(index.getFileName()), Optional.empty());
              try {
                FileWork.call(
                    () -> {
                      Files.createDirectory(index);
                      filling.fill(index);
                      return CollectionFolder.write(home, layout);
                    });
              } catch (IOException e) {
                throw StoreFailures.of(name, e);
              }
              known.add(name, collection(index, spec));
              old.closed();
              StoreFolder.removeSoon(old.index(), "former index of " + name);
              return true;
            });
  }

  /// Changes what is said of a copy.
  void describe(CollectionSpec spec) {
    CollectionStore _ = use(() -> changeOpen(spec.name(), _ -> spec));
  }

  void removeReplica(String name) {
    remove(name);
  }

  @Override
  public Optional<Commits> commits() {
    return Optional.of(commits);
  }

  @Override
  public Optional<Replicas> replicas() {
    return leader.map(_ -> new LuceneReplicas(this, folder));
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  @Override
  public Optional<Generations> generations() {
    return Optional.of(generations);
  }

  @Override
  public Optional<Backups> backups() {
    return Optional.of(snapshots);
  }

  /// @throws NotFound when there is no such collection
  LuceneCollection existing(String name) {
    return known.existing(name);
  }

  /// Has another generation serve under a name.
  void serve(String name, LuceneCollection generation) {
    known.add(name, generation);
  }

  private void requireOpen() {
    if (closed) {
      throw new Unavailable("the store is closed (expected: an open one)");
    }
  }

  /// Finishes the writes and copies that go on and closes all files. Later calls throw
  /// [Unavailable].
  @Override
  public void close() {
    working.writeLock().lock();
    try {
      closeAll();
    } finally {
      working.writeLock().unlock();
    }
  }

  private static void close(LuceneCollection each) {
    try {
      each.closed();
    } catch (ServiceException e) {
      LOG.log(System.Logger.Level.WARNING, "close failed collection=" + each.spec().name(), e);
    }
  }

  private void closeAll() {
    if (closed) {
      return;
    }
    closed = true;
    known.all().forEach(LuceneStore::close);
    generations.close(LuceneStore::close);
    try {
      folder.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "close failed data folder", e);
    }
  }
}
