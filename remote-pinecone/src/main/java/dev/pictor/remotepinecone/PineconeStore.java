package dev.pictor.remotepinecone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Snapshots;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VerifyReport;
import dev.pictor.vector.ModelFingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.openapitools.db_control.client.model.IndexModel;

/// Collections as serverless indexes of a service that speaks Pinecone's protocol: Pinecone itself,
/// or another Pictor. Thread-safe; several programs may use one service.
///
/// Which indexes there are is asked for every few seconds, so that what other programs make, change
/// or delete is seen here a little later. Snapshots are backups of the service. Nothing is kept on
/// this machine.
public final class PineconeStore implements VectorStore {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final PineconeAccess access;
  private final Calls calls;
  private final ControlChannel channel;
  private final ControlPlane control;
  private final Snapshots snapshots;

  /// Held while the control plane is asked, so that what is known comes in its order.
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final SortedMap<String, RemoteCollection> known = new TreeMap<>();

  @GuardedBy("lock")
  private final SortedMap<String, ServiceException> damaged = new TreeMap<>();

  @GuardedBy("lock")
  private long lookedAt;

  @GuardedBy("lock")
  private boolean closed;

  private PineconeStore(PineconeAccess access, Calls calls) {
    this.access = access;
    this.calls = calls;
    this.channel = new ControlChannel(access, calls);
    this.control = new ControlPlane(channel);
    this.snapshots = new RemoteSnapshots(this, control, channel);
  }

  /// Asks the service for its indexes.
  ///
  /// @throws Unavailable when it does not answer, or does not accept the key
  /// @throws dev.pictor.error.InvalidRequest when the file of certificates cannot be used
  public static PineconeStore open(PineconeAccess access) {
    return open(access, new Calls());
  }

  static PineconeStore open(PineconeAccess access, Calls calls) {
    PineconeStore store = new PineconeStore(access, calls);
    try {
      store.look();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void look() {
    lock.lock();
    try {
      requireOpen();
      List<IndexModel> indexes = control.list();
      List<String> gone = new ArrayList<>(known.keySet());
      damaged.clear();
      for (IndexModel each : indexes) {
        gone.remove(each.getName());
        take(each);
      }
      for (String name : gone) {
        Optional.ofNullable(known.remove(name)).ifPresent(each -> each.access().drop());
      }
      lookedAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void take(IndexModel index) {
    try {
      RemoteCollection _ = put(index);
    } catch (ServiceException e) {
      damaged.put(index.getName(), e);
    }
  }

  @GuardedBy("lock")
  private RemoteCollection put(IndexModel index) {
    CollectionSpec spec = IndexSpecs.read(index);
    RemoteCollection collection = known.get(spec.name());
    if (collection == null || !collection.spec().space().equals(spec.space())) {
      collection = new RemoteCollection(new IndexAccess(access, spec, index.getHost(), calls));
      RemoteCollection other = known.put(spec.name(), collection);
      if (other != null) {
        other.access().drop();
      }
    }
    collection.access().update(spec, index.getHost());
    return collection;
  }

  @GuardedBy("lock")
  private void requireOpen() {
    if (closed) {
      throw new Unavailable("store: it is closed (expected: open)");
    }
  }

  private void lookUnlessFresh() {
    lock.lock();
    try {
      requireOpen();
      if (System.nanoTime() - lookedAt >= FRESH.toNanos()) {
        look();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<CollectionSpec> collections() {
    lookUnlessFresh();
    lock.lock();
    try {
      return known.values().stream().map(RemoteCollection::spec).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SortedMap<String, ServiceException> damaged() {
    lock.lock();
    try {
      return Collections.unmodifiableSortedMap(new TreeMap<>(damaged));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CollectionStore create(CollectionSpec spec) {
    lock.lock();
    try {
      requireOpen();
      return put(control.create(IndexSpecs.request(spec, access)));
    } catch (Conflict e) {
      throw new Conflict(
          "collection: %s cannot be made: %s (expected: a new name, service: %s)"
              .formatted(spec.name(), e.reason(), access.control()),
          e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<CollectionStore> collection(String name) {
    lookUnlessFresh();
    lock.lock();
    try {
      ServiceException failure = damaged.get(name);
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(known.get(name));
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      requireOpen();
      IndexModel index = existing(name);
      CollectionSpec spec = IndexSpecs.read(index);
      CollectionSpec changed = change.apply(spec);
      if (changed.equals(spec)) {
        return put(index);
      }
      return put(
          control.configure(
              name,
              IndexTags.changes(IndexSpecs.tags(index), IndexTags.of(changed)),
              changed.settings().deletionProtected()));
    } finally {
      lock.unlock();
    }
  }

  private IndexModel existing(String name) {
    return control.describe(name).orElseThrow(() -> unknown(name));
  }

  NotFound unknown(String name) {
    return new NotFound(
        "collection: %s (expected: an existing one, service: %s)"
            .formatted(name, access.control()));
  }

  @Override
  public void drop(String name) {
    lock.lock();
    try {
      requireOpen();
      IndexModel index = existing(name);
      if (!damaged.containsKey(name)) {
        IndexSpecs.read(index).requireDeletable();
      }
      control.delete(name);
      damaged.remove(name);
      Optional.ofNullable(known.remove(name)).ifPresent(each -> each.access().drop());
    } finally {
      lock.unlock();
    }
  }

  /// Backups of the service.
  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  /// As it was when the service was asked last.
  Optional<RemoteCollection> known(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(name));
    } finally {
      lock.unlock();
    }
  }

  /// Takes an index that was made of a backup.
  CollectionStore restored(IndexModel index) {
    lock.lock();
    try {
      requireOpen();
      return put(index);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public VerifyReport verify(String name) {
    Optional<CollectionStore> _ = collection(name);
    return known(name).orElseThrow(() -> unknown(name)).verify();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        known.values().forEach(each -> each.access().close());
        channel.close();
        calls.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
