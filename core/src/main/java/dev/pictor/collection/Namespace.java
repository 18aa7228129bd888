package dev.pictor.collection;

import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.MatchContents;
import dev.pictor.store.Page;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.WordMatch;
import dev.pictor.store.WordQuery;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/// The records of one collection under one name. A handle: cheap, thread-safe, valid while the
/// collection exists. Promises of durability and visibility are those of [CollectionStore].
public final class Namespace {

  private final CollectionStore store;
  private final String name;

  Namespace(CollectionStore store, String name) {
    this.store = store;
    this.name = name;
  }

  /// `""` is the default namespace.
  public String name() {
    return name;
  }

  public void upsert(List<VectorRecord> records) {
    store.upsert(name, records);
  }

  public int update(List<RecordUpdate> updates) {
    return store.update(name, updates);
  }

  public long updateMatching(MetadataFilter filter, MetadataChange change) {
    return store.updateMatching(name, filter, change);
  }

  public int delete(Collection<String> ids) {
    return store.delete(name, ids);
  }

  public long deleteMatching(MetadataFilter filter) {
    return store.deleteMatching(name, filter);
  }

  /// Ends the namespace.
  ///
  /// @return whether it was there
  public boolean deleteAll() {
    return store.deleteNamespace(name);
  }

  public List<VectorRecord> fetch(List<String> ids) {
    return store.fetch(name, ids);
  }

  public Page<VectorRecord> fetchMatching(MetadataFilter filter, String after, int limit) {
    return store.fetchMatching(name, filter, after, limit);
  }

  /// Up to `count` records drawn by chance.
  ///
  /// @param count 1 to 10,000
  public List<VectorRecord> sample(int count, long seed) {
    return store.sample(name, count, seed);
  }

  public QueryResult query(
      QueryTarget target,
      int topK,
      MetadataFilter filter,
      SearchEffort effort,
      MatchContents contents) {
    return store.query(new VectorQuery(name, target, topK, filter, effort, contents));
  }

  /// The records that fit words best.
  public List<WordMatch> words(
      String words, int limit, MetadataFilter filter, MatchContents contents) {
    return store.words(new WordQuery(name, words, limit, filter, contents));
  }

  public Page<RecordHead> page(String prefix, MetadataFilter filter, String after, int limit) {
    return store.page(name, prefix, filter, after, limit);
  }

  public long count(MetadataFilter filter) {
    return store.count(name, filter);
  }

  public SortedMap<String, Long> valueCounts(String field, MetadataFilter filter) {
    return store.valueCounts(name, field, filter);
  }
}
