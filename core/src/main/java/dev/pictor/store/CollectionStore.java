package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// One collection inside an engine. Thread-safe.
///
/// A write returns after it is durable (it survives `kill -9` and, by fsync, power loss) and
/// visible to every later read; concurrent writers share commits. A write is atomic for each
/// record, and a call that throws may have written none of its records. The empty namespace `""` is
/// the default one; a namespace exists while it has records.
public interface CollectionStore {

  CollectionSpec spec();

  /// Inserts or replaces; of records with one id in a call the last wins.
  ///
  /// @throws dev.pictor.error.InvalidRequest on a wrong dimension, naming collection, id, given and
  ///   expected
  void upsert(String namespace, List<VectorRecord> records);

  /// Puts `changes` over the metadata of these ids, all in one commit; unknown ids are skipped.
  ///
  /// @return how many records changed
  int mergeMetadata(String namespace, Map<String, Metadata> changes);

  /// @return how many of the ids existed
  int delete(String namespace, Collection<String> ids);

  /// @return how many records matched and are gone
  long deleteMatching(String namespace, MetadataFilter filter);

  /// Removes all records of the namespace, atomically.
  void deleteNamespace(String namespace);

  /// The records that exist, in the order asked, vectors bit for bit.
  List<VectorRecord> fetch(String namespace, List<String> ids);

  QueryResult query(VectorQuery query);

  /// One page of the records whose id starts with `prefix` and that match `filter`, ids after
  /// `after` (exclusive; `""` for the start).
  ///
  /// @param limit 1 to 10,000
  RecordPage page(String namespace, String prefix, MetadataFilter filter, String after, int limit);

  /// Exact number of records that match.
  long count(String namespace, MetadataFilter filter);

  /// How many records have each string in `field`, among those that match. List fields count once
  /// per string.
  SortedMap<String, Long> valueCounts(String namespace, String field, MetadataFilter filter);

  /// Each namespace that has records, with its exact count.
  SortedMap<String, Long> namespaces();

  StoreStats stats();
}
