package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.vector.ModelFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

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

  // Collections have a prefix because a bare name could be one that Windows reserves, such as con.
  private static final String COLLECTION = "c-";
  private static final String BEING_MADE = "new-";
  private static final String DROPPED = "dropped-";

  private final Path folder;
  private final StoreTuning tuning;

  @GuardedBy("this")
  private final SortedMap<String, LuceneCollection> collections = new TreeMap<>();

  /// Why a folder is no collection.
  @GuardedBy("this")
  private final SortedMap<String, ServiceException> damaged = new TreeMap<>();

  @GuardedBy("this")
  private boolean closed;

  private LuceneStore(Path folder, StoreTuning tuning) {
    this.folder = folder;
    this.tuning = tuning;
  }

  /// Opens the collections below `dataFolder`, which is made when it is missing.
  ///
  /// @throws Unavailable when the folder cannot be read or written
  public static LuceneStore open(Path dataFolder) {
    return open(dataFolder, StoreTuning.DEFAULT);
  }

  static LuceneStore open(Path dataFolder, StoreTuning tuning) {
    LuceneStore store = new LuceneStore(dataFolder.resolve("collections"), tuning);
    store.load();
    return store;
  }

  private synchronized void load() {
    try {
      Files.createDirectories(folder);
      for (Path each : children()) {
        String name = each.getFileName().toString();
        if (name.startsWith(BEING_MADE) || name.startsWith(DROPPED)) {
          IOUtils.rm(each);
        } else if (name.startsWith(COLLECTION)) {
          load(each, name.substring(COLLECTION.length()));
        }
      }
    } catch (IOException e) {
      throw new Unavailable(
          "data folder: %s (expected: a folder that can be read and written). Check its rights and the disk, or name another."
              .formatted(e),
          e);
    }
  }

  private List<Path> children() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @GuardedBy("this")
  private void load(Path each, String name) {
    try {
      CollectionSpec spec = CollectionFolder.readSpec(each);
      if (!spec.name().equals(name)) {
        throw new org.apache.lucene.index.CorruptIndexException(
            "name: " + spec.name() + " (expected: " + name + ")", each.toString());
      }
      collections.put(name, new LuceneCollection(each, spec, tuning));
    } catch (IOException e) {
      ServiceException failure = StoreFailures.of(name, e);
      LOG.log(System.Logger.Level.ERROR, failure.reason());
      damaged.put(name, failure);
    }
  }

  @Override
  public synchronized List<CollectionSpec> collections() {
    requireOpen();
    return collections.values().stream().map(LuceneCollection::spec).toList();
  }

  @Override
  public synchronized CollectionStore create(CollectionSpec spec) {
    requireOpen();
    String name = spec.name();
    requireWhole(name);
    if (collections.containsKey(name)) {
      throw new Conflict(
          "collection: %s exists (expected: a new name). Use it, delete it first, or choose another name."
              .formatted(name));
    }
    Path finished = folder.resolve(COLLECTION + name);
    try {
      FileWork.call(() -> make(spec, finished));
    } catch (IOException e) {
      throw StoreFailures.of(name, e);
    }
    LuceneCollection collection = new LuceneCollection(finished, spec, tuning);
    collections.put(name, collection);
    return collection;
  }

  private Path make(CollectionSpec spec, Path finished) throws IOException {
    Path draft = folder.resolve(BEING_MADE + spec.name());
    IOUtils.rm(existing(draft));
    CollectionFolder.create(draft, spec);
    Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(folder, true);
    return finished;
  }

  private static Path[] existing(Path path) {
    return Files.exists(path) ? new Path[] {path} : new Path[0];
  }

  @Override
  public synchronized Optional<CollectionStore> collection(String name) {
    requireOpen();
    requireWhole(name);
    return Optional.ofNullable(collections.get(name));
  }

  @Override
  public synchronized CollectionStore bind(
      String name, String model, ModelFingerprint fingerprint) {
    LuceneCollection collection = existing(name);
    CollectionSpec old = collection.spec();
    switch (old.model()) {
      case ModelBinding.Bound bound when !bound.fingerprint().equals(fingerprint) ->
          throw new Conflict(
              "model: %s, fingerprint %s (expected: %s, fingerprint %s, collection: %s). Vectors of two models do not mix; use a new collection."
                  .formatted(
                      model,
                      fingerprint.abbreviated(),
                      bound.model(),
                      bound.fingerprint().abbreviated(),
                      name));
      case ModelBinding.Bound _ -> {}
      case ModelBinding.Unattested() -> {
        CollectionSpec bound =
            new CollectionSpec(
                name,
                old.dimension(),
                old.similarity(),
                new ModelBinding.Bound(model, fingerprint));
        try {
          FileWork.call(() -> CollectionFolder.writeSpec(folder.resolve(COLLECTION + name), bound));
        } catch (IOException e) {
          throw StoreFailures.of(name, e);
        }
        collection.respecify(bound);
      }
    }
    return collection;
  }

  @Override
  public synchronized void drop(String name) {
    requireOpen();
    LuceneCollection collection = collections.get(name);
    if (collection == null && !damaged.containsKey(name)) {
      throw unknown(name);
    }
    if (collection != null) {
      // Closed before the rename, because Windows renames no folder with open files.
      collection.dropped();
    }
    Path dropped = folder.resolve(DROPPED + name + "-" + System.nanoTime());
    try {
      FileWork.call(() -> setAside(name, dropped));
    } catch (IOException e) {
      if (collection != null) {
        collections.put(
            name,
            new LuceneCollection(folder.resolve(COLLECTION + name), collection.spec(), tuning));
      }
      throw StoreFailures.of(name, e);
    }
    collections.remove(name);
    damaged.remove(name);
    try {
      IOUtils.rm(dropped);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "files of a deleted collection stay until the next start collection=" + name,
          e);
    }
  }

  private Path setAside(String name, Path dropped) throws IOException {
    Files.move(folder.resolve(COLLECTION + name), dropped, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(folder, true);
    return dropped;
  }

  @GuardedBy("this")
  private LuceneCollection existing(String name) {
    requireOpen();
    requireWhole(name);
    LuceneCollection collection = collections.get(name);
    if (collection == null) {
      throw unknown(name);
    }
    return collection;
  }

  @GuardedBy("this")
  private NotFound unknown(String name) {
    return new NotFound(
        "collection: %s (expected: one of %s)".formatted(name, collections.keySet()));
  }

  @GuardedBy("this")
  private void requireWhole(String name) {
    ServiceException failure = damaged.get(name);
    if (failure != null) {
      throw failure;
    }
  }

  @GuardedBy("this")
  private void requireOpen() {
    if (closed) {
      throw new Unavailable("the store is closed (expected: an open one)");
    }
  }

  /// Finishes the writes that wait and closes all files. Later calls throw [Unavailable].
  @Override
  public synchronized void close() {
    closed = true;
    for (Map.Entry<String, LuceneCollection> each : new ArrayList<>(collections.entrySet())) {
      try {
        each.getValue().closed();
      } catch (ServiceException e) {
        LOG.log(System.Logger.Level.WARNING, "close failed collection=" + each.getKey(), e);
      }
    }
  }
}
