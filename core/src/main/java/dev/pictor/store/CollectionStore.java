package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/// One collection inside an engine. Thread-safe.
///
/// A write returns after it is durable (it survives `kill -9` and, by fsync, power loss) and
/// visible to every later read; concurrent writers share commits. A write is atomic for each
/// record, and a call that throws may have written none of its records; one that failed by the disk
/// at the last moment may have written all of them. The empty namespace `""` is the default one; a
/// namespace exists while it has records, or once it was created until it is deleted. A filter may
/// use the indexed fields of its namespace only.
public interface CollectionStore {

  CollectionSpec spec();

  /// Inserts or replaces; of records with one id in a call the last wins.
  ///
  /// @throws dev.pictor.error.InvalidRequest on vectors that the collection's space does not have,
  ///   naming collection, id, given and expected
  void upsert(String namespace, List<VectorRecord> records);

  /// Changes parts of records, all in one commit; unknown ids are skipped. Of several updates of
  /// one id each is applied to what the one before left.
  ///
  /// @return how many records changed
  /// @throws dev.pictor.error.InvalidRequest as [#upsert], and on metadata that becomes too large;
  ///   then none is changed
  int update(String namespace, List<RecordUpdate> updates);

  /// Changes the metadata of every record that matches, all in one commit. To know how many that
  /// would be, ask [#count].
  ///
  /// @return how many records matched
  long updateMatching(String namespace, MetadataFilter filter, MetadataChange change);

  /// Puts `metadata` over that of every record that matches.
  default long updateMatching(String namespace, MetadataFilter filter, Metadata metadata) {
    return updateMatching(namespace, filter, MetadataChange.put(metadata));
  }

  /// @return how many of the ids existed
  int delete(String namespace, Collection<String> ids);

  /// @return how many records matched and are gone
  long deleteMatching(String namespace, MetadataFilter filter);

  /// Makes a namespace that is there without records, until it is deleted.
  ///
  /// @throws dev.pictor.error.Conflict when it is there already
  void createNamespace(NamespaceSpec spec);

  /// Ends a namespace with all its records, atomically.
  ///
  /// @return whether it was there
  boolean deleteNamespace(String namespace);

  /// The records that exist, in the order asked, vectors bit for bit.
  List<VectorRecord> fetch(String namespace, List<String> ids);

  /// One page of the records that match, vectors bit for bit, ids after `after` (exclusive; `""`
  /// for the start).
  ///
  /// @param limit 1 to 10,000
  Page<VectorRecord> fetchMatching(
      String namespace, MetadataFilter filter, String after, int limit);

  /// Up to `count` records drawn by chance, each as likely as any other; vectors bit for bit. The
  /// same seed draws the same from the same records in the same segments.
  ///
  /// @param count 1 to 10,000
  List<VectorRecord> sample(String namespace, int count, long seed);

  QueryResult query(VectorQuery query);

  /// Best first, those that have all the words before the others; ties in no order.
  List<WordMatch> words(WordQuery query);

  /// One page of the records whose id starts with `prefix` and that match `filter`, ids after
  /// `after` (exclusive; `""` for the start).
  ///
  /// @param limit 1 to 10,000
  Page<RecordHead> page(
      String namespace, String prefix, MetadataFilter filter, String after, int limit);

  /// Exact number of records that match.
  long count(String namespace, MetadataFilter filter);

  /// How many records have each string in `field`, among those that match. List fields count once
  /// per string.
  SortedMap<String, Long> valueCounts(String namespace, String field, MetadataFilter filter);

  /// Each namespace that was created or has records.
  SortedMap<String, NamespaceStats> namespaces();

  StoreStats stats();

  /// Another number after each write, and after some merges without one; not to be compared with
  /// numbers from before the engine was opened.
  long version();
}
