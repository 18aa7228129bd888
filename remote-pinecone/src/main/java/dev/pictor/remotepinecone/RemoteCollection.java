package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.remotepinecone.PushedFilter.Part;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.Page;
import dev.pictor.store.QueryResult;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VerifyReport;
import dev.pictor.store.WordMatch;
import dev.pictor.store.WordQuery;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A collection that is an index of a service. What the service cannot do is done here, by reading
/// its records; `docs/stores.md` has what that costs. Thread-safe.
final class RemoteCollection implements CollectionStore {

  private static final int USUAL_ENTRIES = 200;
  private static final int ENTRY_BYTES = Integer.BYTES + Float.BYTES;

  private final IndexAccess index;
  private final Namespaces namespaces;
  private final RecordReads reads;
  private final RecordListing listing;
  private final NearestSearch nearest;
  private final RecordWrites writes;
  private final AtomicLong version = new AtomicLong();

  RemoteCollection(IndexAccess index) {
    this.index = index;
    this.namespaces = new Namespaces(index);
    this.reads = new RecordReads(index);
    this.listing = new RecordListing(index, reads);
    this.nearest = new NearestSearch(index, reads);
    this.writes = new RecordWrites(index, reads);
  }

  IndexAccess access() {
    return index;
  }

  @Override
  public CollectionSpec spec() {
    return index.spec();
  }

  private long changed(LongSupplier write) {
    try {
      return write.getAsLong();
    } finally {
      version.incrementAndGet();
    }
  }

  @Override
  public void upsert(String namespace, List<VectorRecord> records) {
    changed(
        () -> {
          writes.upsert(namespace, records);
          return records.size();
        });
  }

  @Override
  public int update(String namespace, List<RecordUpdate> updates) {
    return (int) changed(() -> writes.update(namespace, updates));
  }

  @Override
  public long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    namespaces.require(namespace, filter);
    return changed(() -> writes.updateMatching(namespace, filter, change));
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    return (int) changed(() -> writes.delete(namespace, ids));
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    namespaces.require(namespace, filter);
    return changed(() -> writes.deleteMatching(namespace, filter));
  }

  @Override
  public void createNamespace(NamespaceSpec spec) {
    index.requireOpen();
    changed(
        () -> {
          namespaces.create(spec);
          return 1;
        });
  }

  @Override
  public boolean deleteNamespace(String namespace) {
    index.requireOpen();
    return changed(() -> namespaces.delete(namespace) ? 1 : 0) > 0;
  }

  @Override
  public List<VectorRecord> fetch(String namespace, List<String> ids) {
    return reads.fetch(namespace, ids);
  }

  @Override
  public Page<VectorRecord> fetchMatching(
      String namespace, MetadataFilter filter, String after, int limit) {
    namespaces.require(namespace, filter);
    return listing.page(namespace, "", filter, after, limit, record -> record);
  }

  @Override
  public List<VectorRecord> sample(String namespace, int count, long seed) {
    return listing.sample(namespace, count, seed);
  }

  @Override
  public QueryResult query(VectorQuery query) {
    namespaces.require(query.namespace(), query.filter());
    return nearest.run(query);
  }

  @Override
  public List<WordMatch> words(WordQuery query) {
    namespaces.require(query.namespace(), query.filter());
    return WordScan.run(query, namespaces.schema(query.namespace()), reads);
  }

  @Override
  public Page<RecordHead> page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit) {
    namespaces.require(namespace, filter);
    return listing.page(
        namespace,
        prefix,
        filter,
        after,
        limit,
        record -> new RecordHead(record.id(), record.metadata()));
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    namespaces.require(namespace, filter);
    IndexTerms.namespace(namespace);
    PushedFilter pushed = PushedFilter.of(filter);
    if (!pushed.exact()) {
      long[] count = {0};
      reads.each(namespace, filter, _ -> count[0]++);
      return count[0];
    }
    return switch (pushed.part()) {
      case Part.None() -> 0;
      case Part.All() -> namespaces.records(namespace);
      case Part.Condition(Struct condition) -> reads.count(namespace, condition);
    };
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    namespaces.require(namespace, filter);
    namespaces.schema(namespace).require(field);
    SortedMap<String, Long> counts = new TreeMap<>();
    reads.each(
        namespace,
        filter,
        record -> {
          switch (record.metadata().fields().get(field)) {
            case MetadataValue.Text(String text) -> counts.merge(text, 1L, Long::sum);
            case MetadataValue.TextList(List<String> texts) ->
                new HashSet<>(texts).forEach(text -> counts.merge(text, 1L, Long::sum));
            case MetadataValue.Numeric _, MetadataValue.Flag _ -> {}
            case null -> {}
          }
        });
    return counts;
  }

  @Override
  public SortedMap<String, NamespaceStats> namespaces() {
    return namespaces.all();
  }

  /// The bytes are what the vectors take, as the service does not tell.
  @Override
  public StoreStats stats() {
    long records =
        Integer.toUnsignedLong(
            index
                .read(
                    VectorServiceBlockingStub::describeIndexStats,
                    DescribeIndexStatsRequest.getDefaultInstance())
                .getTotalVectorCount());
    long bytes =
        switch (spec().space()) {
          case VectorSpace.Dense dense -> (long) dense.dimension() * Float.BYTES;
          case VectorSpace.Sparse() -> USUAL_ENTRIES * ENTRY_BYTES;
        };
    return new StoreStats(records, records * bytes, 1, 0);
  }

  /// Writes of other programs are not counted.
  @Override
  public long version() {
    return version.get();
  }

  VerifyReport verify() {
    index.requireOpen();
    Verification verification = new Verification(spec());
    namespaces()
        .keySet()
        .forEach(
            namespace ->
                reads.each(
                    namespace,
                    MetadataFilter.all(),
                    record -> verification.add(namespace, record)));
    return verification.report();
  }
}
