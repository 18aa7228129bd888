package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Overloaded;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A generation as its users see it: reads always reach it, writes while it serves. Thread-safe.
///
/// How it works: every write holds one side of a lock, a switch the other. So a switch sees all
/// writes that were acknowledged, and no write is acknowledged by a generation that was replaced. A
/// write that comes late is handed on when it holds for any vectors, else refused for now.
final class GatedCollection implements CollectionStore {

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final LuceneCollection generation;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private @Nullable GatedCollection successor;

  GatedCollection(LuceneCollection generation) {
    this.generation = generation;
  }

  /// Runs `change` while no write is under way.
  boolean whileWritersWait(BooleanSupplier change) {
    lock.writeLock().lock();
    try {
      return change.getAsBoolean();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// To be called with writers waiting.
  ///
  /// @param serving what serves now; null for this generation
  @SuppressWarnings("GuardedBy") // the caller holds the lock
  void succeededBy(@Nullable GatedCollection serving) {
    successor = serving;
  }

  private <T> T write(Supplier<T> here, Function<CollectionStore, T> late) {
    GatedCollection serving;
    lock.readLock().lock();
    try {
      serving = successor;
      if (serving == null) {
        return here.get();
      }
    } finally {
      lock.readLock().unlock();
    }
    return late.apply(serving);
  }

  private Overloaded refusal(CollectionStore serving) {
    return new Overloaded(
        "collection: %s: another model took over while this was written (now: %s). Nothing was written; send it again."
            .formatted(
                spec().name(),
                serving.spec().model() instanceof ModelBinding.Bound bound
                    ? bound.model()
                    : "none declared"),
        AT_ONCE);
  }

  @Override
  public CollectionSpec spec() {
    return generation.spec();
  }

  @Override
  public void upsert(String namespace, List<VectorRecord> records) {
    int _ =
        write(
            () -> {
              generation.upsert(namespace, records);
              return records.size();
            },
            serving -> {
              throw refusal(serving);
            });
  }

  @Override
  public int update(String namespace, List<RecordUpdate> updates) {
    boolean vectors = updates.stream().anyMatch(update -> update.values().isPresent());
    return write(
        () -> generation.update(namespace, updates),
        serving -> {
          if (vectors) {
            throw refusal(serving);
          }
          return serving.update(namespace, updates);
        });
  }

  @Override
  public long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    return write(
        () -> generation.updateMatching(namespace, filter, change),
        serving -> serving.updateMatching(namespace, filter, change));
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    return write(
        () -> generation.delete(namespace, ids), serving -> serving.delete(namespace, ids));
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    return write(
        () -> generation.deleteMatching(namespace, filter),
        serving -> serving.deleteMatching(namespace, filter));
  }

  @Override
  public void createNamespace(NamespaceSpec created) {
    boolean _ =
        write(
            () -> {
              generation.createNamespace(created);
              return true;
            },
            serving -> {
              serving.createNamespace(created);
              return true;
            });
  }

  @Override
  public boolean deleteNamespace(String namespace) {
    return write(
        () -> generation.deleteNamespace(namespace), serving -> serving.deleteNamespace(namespace));
  }

  @Override
  public List<VectorRecord> fetch(String namespace, List<String> ids) {
    return generation.fetch(namespace, ids);
  }

  @Override
  public Page<VectorRecord> fetchMatching(
      String namespace, MetadataFilter filter, String after, int limit) {
    return generation.fetchMatching(namespace, filter, after, limit);
  }

  @Override
  public List<VectorRecord> sample(String namespace, int count, long seed) {
    return generation.sample(namespace, count, seed);
  }

  @Override
  public QueryResult query(VectorQuery query) {
    return generation.query(query);
  }

  @Override
  public List<WordMatch> words(WordQuery query) {
    return generation.words(query);
  }

  @Override
  public Page<RecordHead> page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit) {
    return generation.page(namespace, prefix, filter, after, limit);
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    return generation.count(namespace, filter);
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    return generation.valueCounts(namespace, field, filter);
  }

  @Override
  public SortedMap<String, NamespaceStats> namespaces() {
    return generation.namespaces();
  }

  @Override
  public StoreStats stats() {
    return generation.stats();
  }

  @Override
  public long version() {
    return generation.version();
  }
}
