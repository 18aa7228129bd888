package dev.pictor.store;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/// A collection kept in one Lucene index, which opens when first used. Thread-safe.
final class LuceneCollection implements CollectionStore {

  private static final int MAX_PAGE = 10_000;

  private final Path folder;
  private final StoreTuning tuning;
  private final IndexAccess access;
  private final SegmentCentres centres = new SegmentCentres();
  private volatile CollectionSpec spec;

  LuceneCollection(Path folder, CollectionSpec spec, StoreTuning tuning) {
    this.folder = folder;
    this.spec = spec;
    this.tuning = tuning;
    this.access = new IndexAccess(spec.name(), folder, tuning);
  }

  /// The same collection anew, after this one ended.
  LuceneCollection again() {
    return new LuceneCollection(folder, spec, tuning);
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
    if (!documents.isEmpty()) {
      access.write(RecordChanges.put(documents));
    }
  }

  @Override
  public int mergeMetadata(String namespace, Map<String, Metadata> changed) {
    return changed.isEmpty()
        ? 0
        : access.write(RecordChanges.merge(spec.similarity(), namespace, changed));
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    Set<BytesRef> keys = new LinkedHashSet<>();
    ids.forEach(id -> keys.add(IndexTerms.key(namespace, id)));
    return keys.isEmpty() ? 0 : access.write(RecordChanges.delete(keys));
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    return access.write(RecordChanges.delete(FilterCompiler.compile(namespace, filter)));
  }

  @Override
  public void deleteNamespace(String namespace) {
    deleteMatching(namespace, MetadataFilter.all());
  }

  @Override
  public List<VectorRecord> fetch(String namespace, List<String> ids) {
    Map<String, BytesRef> keys = new LinkedHashMap<>();
    ids.forEach(id -> keys.put(id, IndexTerms.key(namespace, id)));
    return access.read(
        searcher -> {
          List<VectorRecord> records = new ArrayList<>(keys.size());
          for (Map.Entry<String, BytesRef> each : keys.entrySet()) {
            RecordReader.record(searcher, each.getValue(), each.getKey()).ifPresent(records::add);
          }
          return records;
        });
  }

  @Override
  public QueryResult query(VectorQuery query) {
    requireDimension("query", query.vector());
    Query candidates = FilterCompiler.compile(query.namespace(), query.filter());
    return access.read(
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
    return access.read(
        searcher ->
            RecordListing.page(
                Candidates.of(searcher, query), start, from, limit, namespaceLength));
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    Query query = FilterCompiler.compile(namespace, filter);
    return access.read(searcher -> Candidates.count(searcher, query));
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    Query query = FilterCompiler.compile(namespace, filter);
    return access.read(
        searcher -> RecordListing.valueCounts(Candidates.of(searcher, query), field));
  }

  @Override
  public SortedMap<String, Long> namespaces() {
    return access.read(RecordListing::namespaces);
  }

  @Override
  public StoreStats stats() {
    return access.read((index, searcher) -> index.stats(searcher));
  }

  private void requireDimension(String whose, DenseVector vector) {
    if (vector.dimension() != spec.dimension()) {
      throw new InvalidRequest(
          "dimension: %d (expected: %d, collection: %s, %s). Send vectors of the collection's model, or make a collection of this dimension."
              .formatted(vector.dimension(), spec.dimension(), spec.name(), whose));
    }
  }

  /// Works on the files of the newest commit while the collection stays in use.
  <T> T hold(IndexAccess.Work<T> work) {
    return access.hold(work);
  }

  /// Reads all files and records; problems are in the answer.
  VerifyReport verify() {
    try {
      return access.hold(held -> new CollectionCheck(spec.name(), folder).run(spec, held));
    } catch (CorruptStore e) {
      return CollectionCheck.unopened(spec.name(), folder, e);
    }
  }

  /// Finishes what waits and closes the files; later calls throw [NotFound].
  void dropped() {
    access.end(
        new NotFound("collection: " + spec.name() + " (expected: one that was not deleted)"));
  }

  /// Finishes what waits and closes the files; later calls throw [Unavailable].
  void closed() {
    access.end(new Unavailable("collection: " + spec.name() + ": the store is closed"));
  }
}
