package dev.pictor.opensearch;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.Page;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VectorFit;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.WordMatch;
import dev.pictor.store.WordQuery;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A collection in a cluster. Thread-safe.
///
/// What [CollectionStore] promises holds for each record. Over several records it differs in this:
/// deleting by a filter and ending a namespace go page by page, so searches meanwhile see some of
/// them gone.
final class OpenSearchCollection implements CollectionStore {

  private static final int MAX_PAGE = 10_000;

  /// Records with their vectors that come in one answer.
  private static final int WHOLE_PAGE = 500;

  private final RecordIndex index;
  private final RecordWrites writes;
  private final RecordCounts counts;
  private final NearestSearch nearest;
  private final Comparing comparing;
  private final WordQueries words;

  OpenSearchCollection(RecordIndex index) {
    this.index = index;
    this.writes = new RecordWrites(index);
    this.counts = new RecordCounts(index);
    this.nearest = new NearestSearch(index);
    this.comparing = new Comparing(index);
    this.words = new WordQueries(index);
  }

  RecordIndex index() {
    return index;
  }

  RecordCounts counts() {
    return counts;
  }

  @Override
  public CollectionSpec spec() {
    return index.spec();
  }

  @Override
  public void upsert(String namespace, List<VectorRecord> records) {
    writes.upsert(namespace, records);
  }

  @Override
  public int update(String namespace, List<RecordUpdate> updates) {
    return updates.isEmpty() ? 0 : writes.update(namespace, updates);
  }

  @Override
  public long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    return writes.updateMatching(namespace, filter, change);
  }

  @Override
  public int delete(String namespace, Collection<String> ids) {
    return writes.delete(namespace, ids);
  }

  @Override
  public long deleteMatching(String namespace, MetadataFilter filter) {
    return writes.deleteMatching(namespace, filter);
  }

  @Override
  public void createNamespace(NamespaceSpec created) {
    writes.createNamespace(created);
  }

  @Override
  public boolean deleteNamespace(String namespace) {
    return writes.deleteNamespace(namespace);
  }

  @Override
  public List<VectorRecord> fetch(String namespace, List<String> ids) {
    IndexTerms.namespace(namespace);
    return RecordWrites.documents(index, namespace, ids).stream()
        .map(each -> RecordDocument.record(each.required("_source")))
        .toList();
  }

  @Override
  public Page<VectorRecord> fetchMatching(
      String namespace, MetadataFilter filter, String after, int limit) {
    return page(
        index.matching(namespace, filter),
        after,
        limit,
        RecordDocument.WHOLE,
        WHOLE_PAGE,
        RecordDocument::record,
        VectorRecord::id);
  }

  @Override
  public Page<RecordHead> page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit) {
    Map<String, Object> query = index.matching(namespace, filter);
    return page(
        prefix.isEmpty()
            ? query
            : Queries.and(List.of(query, Map.of("prefix", Map.of(RecordDocument.ID, prefix)))),
        after,
        limit,
        RecordDocument.HEAD,
        MAX_PAGE,
        RecordDocument::head,
        RecordHead::id);
  }

  private <R> Page<R> page(
      Map<String, Object> query,
      String after,
      int limit,
      List<String> source,
      int atOnce,
      Function<JsonNode, R> reading,
      Function<R, String> id) {
    requireLimit("limit", limit);
    List<R> records = new ArrayList<>();
    String last = after;
    while (records.size() <= limit) {
      int asked = Math.min(atOnce, limit + 1 - records.size());
      List<JsonNode> some = index.page(query, last, asked, source, false);
      some.forEach(each -> records.add(reading.apply(each.required("_source"))));
      if (some.size() < asked) {
        return new Page<>(records, Optional.empty());
      }
      last = id.apply(records.getLast());
    }
    List<R> page = records.subList(0, limit);
    return new Page<>(page, Optional.of(id.apply(page.getLast())));
  }

  private static void requireLimit(String name, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new InvalidRequest("%s: %d (expected: 1 to %d)".formatted(name, limit, MAX_PAGE));
    }
  }

  @Override
  public List<VectorRecord> sample(String namespace, int count, long seed) {
    requireLimit("count", count);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", count);
    body.put("track_total_hits", false);
    body.put("_source", List.of(RecordDocument.ID));
    body.put(
        "query",
        Map.of(
            "function_score",
            Map.of(
                "query",
                index.matching(namespace, MetadataFilter.all()),
                "boost_mode",
                "replace",
                "random_score",
                Map.of("seed", seed, "field", "_seq_no"))));
    List<String> ids = new ArrayList<>();
    index
        .search(body)
        .at("/hits/hits")
        .forEach(each -> ids.add(RecordDocument.id(each.required("_source"))));
    return fetch(namespace, ids);
  }

  @Override
  public QueryResult query(VectorQuery query) {
    return switch (query.target()) {
      case QueryTarget.Values(VectorValues values) -> {
        VectorFit.requireQuery(spec(), values);
        yield query(query, values);
      }
      case QueryTarget.OfRecord(String id) ->
          fetch(query.namespace(), List.of(id)).stream()
              .findFirst()
              .map(record -> query(query, record.values()))
              .orElseGet(() -> new QueryResult(List.of(), QueryResult.Plan.EXACT_SCAN, 0));
    };
  }

  private QueryResult query(VectorQuery query, VectorValues target) {
    return target.sparse().isEmpty() && RecordDocument.isSearched(spec().space())
        ? nearest.run(query, target.dense().orElseThrow())
        : comparing.run(query, target);
  }

  @Override
  public List<WordMatch> words(WordQuery query) {
    return words.run(query);
  }

  @Override
  public long count(String namespace, MetadataFilter filter) {
    return index.count(index.matching(namespace, filter));
  }

  @Override
  public SortedMap<String, Long> valueCounts(
      String namespace, String field, MetadataFilter filter) {
    return counts.values(namespace, field, filter);
  }

  @Override
  public SortedMap<String, NamespaceStats> namespaces() {
    return counts.namespaces();
  }

  @Override
  public StoreStats stats() {
    return counts.stats();
  }

  @Override
  public long version() {
    return counts.version();
  }
}
