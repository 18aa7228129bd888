package dev.pictor.store;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.RecordListing.IdRange;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/// One generation of a collection, kept in one Lucene index, which opens when first used.
/// Thread-safe.
final class LuceneCollection implements CollectionStore {

  private static final int MAX_PAGE = 10_000;

  private final Path index;
  private final StoreTuning tuning;
  private final Optional<String> leader;
  private final IndexAccess access;
  private final SegmentAids aids;
  private final GatedCollection gated;
  private volatile CollectionSpec spec;

  /// @param index folder of its index
  LuceneCollection(Path index, CollectionSpec spec, StoreTuning tuning) {
    this(index, spec, tuning, Optional.empty());
  }

  /// @param leader who alone writes it; empty when that is this process
  LuceneCollection(Path index, CollectionSpec spec, StoreTuning tuning, Optional<String> leader) {
    this.leader = leader;
    this.index = index;
    this.spec = spec;
    this.tuning = tuning;
    this.aids = new SegmentAids(spec.similarity());
    this.access =
        new IndexAccess(
            spec.name(), index, new WideVectorCodec(tuning, spec.space().precision()), leader);
    this.gated = new GatedCollection(this);
  }

  /// The same collection anew, after this one ended.
  LuceneCollection again() {
    return new LuceneCollection(index, spec, tuning, leader);
  }

  /// Folder of its index.
  Path index() {
    return index;
  }

  /// The same for everybody but the one who makes a generation of it.
  GatedCollection gated() {
    return gated;
  }

  /// Tells of all changes that become durable from now on, until it is closed.
  ChangeFeed follow() {
    return access.follow();
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
    RecordChanges changes = new RecordChanges(spec, namespace);
    for (VectorRecord record : records) {
      VectorFit.requireRecord(spec, record);
      MetadataParser.requireSize(record.metadata());
    }
    if (!records.isEmpty()) {
      access.write(changes.upsert(records, access.read(searcher -> schema(searcher, namespace))));
    }
  }

  @Override
  public int update(String namespace, List<RecordUpdate> updates) {
    RecordChanges changes = new RecordChanges(spec, namespace);
    for (RecordUpdate update : updates) {
      update.values().ifPresent(values -> VectorFit.requireUpdate(spec, update.id(), values));
    }
    return updates.isEmpty() ? 0 : access.write(changes.update(updates));
  }

  @Override
  public long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    return access.write(new RecordChanges(spec, namespace).updateMatching(filter, change));
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    RecordChanges changes = new RecordChanges(spec, namespace);
    return ids.isEmpty() ? 0 : access.write(changes.delete(ids));
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    return access.write(new RecordChanges(spec, namespace).deleteMatching(filter));
  }

  @Override
  public void createNamespace(NamespaceSpec created) {
    access.write(new RecordChanges(spec, created.name()).createNamespace(created.schema()));
  }

  @Override
  public boolean deleteNamespace(String namespace) {
    return access.write(new RecordChanges(spec, namespace).deleteNamespace());
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
  public Page<VectorRecord> fetchMatching(
      String namespace, MetadataFilter filter, String after, int limit) {
    return page(namespace, filter, IdRange.of(namespace, "", after), limit, RecordReader::record);
  }

  @Override
  public List<VectorRecord> sample(String namespace, int count, long seed) {
    requireLimit("count", count);
    return access.read(
        searcher ->
            RecordListing.sample(
                Candidates.of(searcher, matching(searcher, namespace, MetadataFilter.all())),
                count,
                new SplittableRandom(seed)));
  }

  @Override
  public QueryResult query(VectorQuery query) {
    if (query.target() instanceof QueryTarget.Values(VectorValues values)) {
      VectorFit.requireQuery(spec, values);
    }
    return access.read(
        searcher ->
            new QueryRun(spec, tuning, aids, query)
                .run(searcher, matching(searcher, query.namespace(), query.filter())));
  }

  @Override
  public List<WordMatch> words(WordQuery query) {
    return access.read(
        searcher ->
            WordSearch.run(searcher, query, matching(searcher, query.namespace(), query.filter())));
  }

  @Override
  public Page<RecordHead> page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit) {
    return page(
        namespace,
        filter,
        IdRange.of(namespace, prefix, after),
        limit,
        (place, id) -> new RecordHead(id, RecordReader.metadata(place)));
  }

  private <R> Page<R> page(
      String namespace,
      MetadataFilter filter,
      IdRange range,
      int limit,
      RecordListing.Reading<R> reading) {
    requireLimit("limit", limit);
    return access.read(
        searcher ->
            RecordListing.page(
                Candidates.of(searcher, matching(searcher, namespace, filter)),
                range,
                limit,
                reading));
  }

  private static void requireLimit(String name, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new InvalidRequest("%s: %d (expected: 1 to %d)".formatted(name, limit, MAX_PAGE));
    }
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    return access.read(
        searcher -> Candidates.count(searcher, matching(searcher, namespace, filter)));
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    return access.read(
        searcher -> {
          schema(searcher, namespace).require(field);
          return RecordListing.valueCounts(
              Candidates.of(searcher, matching(searcher, namespace, filter)), field);
        });
  }

  @Override
  public SortedMap<String, NamespaceStats> namespaces() {
    return access.read(searcher -> RecordListing.namespaces(searcher, spec.schema()));
  }

  @Override
  public StoreStats stats() {
    return access.read((index, _) -> index.stats());
  }

  @Override
  public long version() {
    return access.read(searcher -> ((DirectoryReader) searcher.getIndexReader()).getVersion());
  }

  private Query matching(IndexSearcher searcher, String namespace, MetadataFilter filter)
      throws IOException {
    return FilterCompiler.compile(
        namespace,
        filter instanceof MetadataFilter.MatchAll
            ? filter
            : schema(searcher, namespace).require(filter));
  }

  private MetadataSchema schema(IndexSearcher searcher, String namespace) throws IOException {
    return NamespaceList.of(searcher).schema(namespace, spec.schema());
  }

  <T> T read(IndexAccess.Read<T> read) {
    return access.read(read);
  }

  /// The newest commit, whose files stay until it is closed or the collection ends.
  <T> T lease(IndexAccess.Work<T> work) {
    return access.lease(work);
  }

  /// Has later reads see what was brought into the folder of the index, which needs these files.
  void refresh(Set<String> needed) {
    access.refresh(needed);
  }

  /// Works on the files of the newest commit while the collection stays in use.
  <T> T hold(IndexAccess.Work<T> work) {
    return access.hold(work);
  }

  /// Reads all files and records; problems are in the answer.
  VerifyReport verify() {
    try {
      return access.hold(
          held -> new CollectionCheck(spec.name(), StoreFolder.shelf(index)).run(spec, held));
    } catch (CorruptStore e) {
      return CollectionCheck.unopened(spec.name(), index, e);
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
