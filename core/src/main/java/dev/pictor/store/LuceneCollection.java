package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// A collection kept in one Lucene index, which opens when first used. Thread-safe.
final class LuceneCollection implements CollectionStore {

  private static final int MAX_PAGE = 10_000;

  private interface Read<T> {
    T of(IndexSearcher searcher) throws IOException;
  }

  private record Opened(LuceneIndex index, WriteQueue writes) {}

  private final Path folder;
  private final StoreTuning tuning;
  private final SegmentCentres centres = new SegmentCentres();
  private volatile CollectionSpec spec;
  private volatile @Nullable Opened opened;

  @GuardedBy("this")
  private @Nullable ServiceException ended;

  LuceneCollection(Path folder, CollectionSpec spec, StoreTuning tuning) {
    this.folder = folder;
    this.spec = spec;
    this.tuning = tuning;
  }

  @Override
  public CollectionSpec spec() {
    return spec;
  }

  void respecify(CollectionSpec changed) {
    spec = changed;
  }

  @Override
  public void upsert(String namespace, List<VectorRecord> records) {
    BytesRef within = IndexTerms.namespace(namespace);
    Map<BytesRef, List<IndexableField>> documents = new LinkedHashMap<>();
    for (VectorRecord record : records) {
      requireDimension("id: " + record.id(), record.vector());
      MetadataParser.requireSize(record.metadata());
      BytesRef key = IndexTerms.key(namespace, record.id());
      documents.put(key, RecordSchema.document(spec.similarity(), within, key, record));
    }
    if (documents.isEmpty()) {
      return;
    }
    write(
        changes -> {
          for (Map.Entry<BytesRef, List<IndexableField>> each : documents.entrySet()) {
            changes.put(each.getKey(), each.getValue());
          }
          return documents.size();
        });
  }

  @Override
  public int mergeMetadata(String namespace, Map<String, Metadata> changed) {
    if (changed.isEmpty()) {
      return 0;
    }
    BytesRef within = IndexTerms.namespace(namespace);
    return write(
        changes -> {
          Map<BytesRef, List<IndexableField>> documents = new LinkedHashMap<>();
          IndexSearcher searcher = changes.current();
          for (Map.Entry<String, Metadata> each : changed.entrySet()) {
            BytesRef key = IndexTerms.key(namespace, each.getKey());
            Optional<VectorRecord> merged = merged(searcher, key, each.getKey(), each.getValue());
            if (merged.isPresent()) {
              documents.put(
                  key, RecordSchema.document(spec.similarity(), within, key, merged.get()));
            }
          }
          for (Map.Entry<BytesRef, List<IndexableField>> each : documents.entrySet()) {
            changes.put(each.getKey(), each.getValue());
          }
          return documents.size();
        });
  }

  private static Optional<VectorRecord> merged(
      IndexSearcher searcher, BytesRef key, String id, Metadata changes) throws IOException {
    Optional<VectorRecord> old = record(searcher, key, id);
    return old.map(
        record ->
            new VectorRecord(
                id, record.vector(), MetadataParser.requireSize(record.metadata().merge(changes))));
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    Set<BytesRef> keys = new LinkedHashSet<>();
    ids.forEach(id -> keys.add(IndexTerms.key(namespace, id)));
    if (keys.isEmpty()) {
      return 0;
    }
    return write(
        changes -> {
          IndexSearcher searcher = changes.current();
          int existed = 0;
          for (BytesRef key : keys) {
            if (RecordReader.find(searcher, key).isPresent()) {
              changes.delete(key);
              existed++;
            }
          }
          return existed;
        });
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    Query query = FilterCompiler.compile(namespace, filter);
    return write(
        changes -> {
          long matching = count(changes.current(), query);
          if (matching > 0) {
            changes.delete(query);
          }
          return matching;
        });
  }

  @Override
  public void deleteNamespace(String namespace) {
    deleteMatching(namespace, MetadataFilter.all());
  }

  @Override
  public List<VectorRecord> fetch(String namespace, List<String> ids) {
    Map<String, BytesRef> keys = new LinkedHashMap<>();
    ids.forEach(id -> keys.put(id, IndexTerms.key(namespace, id)));
    return read(
        searcher -> {
          List<VectorRecord> records = new ArrayList<>(keys.size());
          for (Map.Entry<String, BytesRef> each : keys.entrySet()) {
            record(searcher, each.getValue(), each.getKey()).ifPresent(records::add);
          }
          return records;
        });
  }

  private static Optional<VectorRecord> record(IndexSearcher searcher, BytesRef key, String id)
      throws IOException {
    Optional<RecordReader.Place> place = RecordReader.find(searcher, key);
    return place.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VectorRecord(
                id, RecordReader.vector(place.get()), RecordReader.metadata(place.get())));
  }

  @Override
  public QueryResult query(VectorQuery query) {
    requireDimension("query", query.vector());
    Query candidates = FilterCompiler.compile(query.namespace(), query.filter());
    return read(
        searcher ->
            new NearestSearch(tuning, centres, spec.similarity(), query)
                .run(searcher, Candidates.of(searcher, candidates)));
  }

  @Override
  public RecordPage page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, MAX_PAGE));
    }
    Query query = FilterCompiler.compile(namespace, filter);
    BytesRef start = IndexTerms.key(namespace, prefix);
    BytesRef from = IndexTerms.key(namespace, after);
    int namespaceLength = IndexTerms.namespace(namespace).length;
    return read(
        searcher ->
            RecordListing.page(
                Candidates.of(searcher, query), start, from, limit, namespaceLength));
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    Query query = FilterCompiler.compile(namespace, filter);
    return read(searcher -> count(searcher, query));
  }

  private static long count(IndexSearcher searcher, Query query) throws IOException {
    return Candidates.of(searcher, query).stream().mapToLong(Candidates::count).sum();
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    Query query = FilterCompiler.compile(namespace, filter);
    return read(searcher -> RecordListing.valueCounts(Candidates.of(searcher, query), field));
  }

  @Override
  public SortedMap<String, Long> namespaces() {
    return read(RecordListing::namespaces);
  }

  @Override
  public StoreStats stats() {
    LuceneIndex index = opened().index;
    return read(index::stats);
  }

  private void requireDimension(String whose, DenseVector vector) {
    if (vector.dimension() != spec.dimension()) {
      throw new InvalidRequest(
          "dimension: %d (expected: %d, collection: %s, %s). Send vectors of the collection's model, or make a collection of this dimension."
              .formatted(vector.dimension(), spec.dimension(), spec.name(), whose));
    }
  }

  private <T> T write(WriteQueue.Change<T> change) {
    try {
      return opened().writes.submit(change);
    } catch (RejectedExecutionException e) {
      throw gone(e);
    }
  }

  private <T> T read(Read<T> read) {
    LuceneIndex index = opened().index;
    try {
      IndexSearcher searcher = index.acquire();
      try {
        return read.of(searcher);
      } finally {
        index.release(searcher);
      }
    } catch (IndexSearcher.TooManyClauses e) {
      throw FilterCompiler.tooLong(e);
    } catch (AlreadyClosedException e) {
      throw gone(e);
    } catch (IOException e) {
      throw StoreFailures.of(spec.name(), e);
    }
  }

  private Opened opened() {
    Opened ready = opened;
    return ready != null ? ready : open();
  }

  private synchronized Opened open() {
    if (ended != null) {
      throw ended;
    }
    Opened ready = opened;
    if (ready == null) {
      try {
        ready = openIndex();
      } catch (IOException e) {
        throw StoreFailures.of(spec.name(), e);
      }
      opened = ready;
    }
    return ready;
  }

  private Opened openIndex() throws IOException {
    Runnable mergeEnded =
        () -> {
          Opened now = opened;
          if (now != null) {
            now.writes.commitSoon();
          }
        };
    LuceneIndex index =
        FileWork.call(() -> LuceneIndex.open(CollectionFolder.index(folder), tuning, mergeEnded));
    return new Opened(index, new WriteQueue(spec.name(), index));
  }

  private synchronized ServiceException gone(RuntimeException cause) {
    if (ended != null) {
      return ended;
    }
    throw cause;
  }

  /// Finishes what waits and closes the files; later calls throw [NotFound].
  void dropped() {
    end(new NotFound("collection: " + spec.name() + " (expected: one that was not deleted)"));
  }

  /// Finishes what waits and closes the files; later calls throw [Unavailable].
  void closed() {
    end(new Unavailable("collection: " + spec.name() + ": the store is closed"));
  }

  private void end(ServiceException reason) {
    Opened last;
    synchronized (this) {
      last = opened;
      opened = null;
      ended = ended == null ? reason : ended;
    }
    if (last != null) {
      last.writes.close();
      try {
        FileWork.call(
            () -> {
              last.index.close();
              return last;
            });
      } catch (IOException e) {
        throw StoreFailures.of(spec.name(), e);
      }
    }
  }
}
