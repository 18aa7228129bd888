package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/// What the writes of a collection do once it is their turn. Stateless.
final class RecordChanges {

  private RecordChanges() {}

  /// Inserts or replaces documents by key.
  static WriteQueue.Change<Integer> put(
      Map<BytesRef, ? extends Iterable<? extends IndexableField>> documents) {
    return changes -> put(changes, documents);
  }

  private static int put(
      IndexChanges changes, Map<BytesRef, ? extends Iterable<? extends IndexableField>> documents)
      throws IOException {
    for (Map.Entry<BytesRef, ? extends Iterable<? extends IndexableField>> each :
        documents.entrySet()) {
      changes.put(each.getKey(), each.getValue());
    }
    return documents.size();
  }

  /// Puts new metadata over the old of records that exist.
  static WriteQueue.Change<Integer> merge(
      Similarity similarity, String namespace, Map<String, Metadata> changed) {
    BytesRef within = IndexTerms.namespace(namespace);
    return changes -> {
      Map<BytesRef, Iterable<IndexableField>> documents = new LinkedHashMap<>();
      IndexSearcher searcher = changes.current();
      for (Map.Entry<String, Metadata> each : changed.entrySet()) {
        BytesRef key = IndexTerms.key(namespace, each.getKey());
        Optional<VectorRecord> merged = merged(searcher, key, each.getKey(), each.getValue());
        if (merged.isPresent()) {
          documents.put(key, RecordSchema.document(similarity, within, key, merged.get()));
        }
      }
      return put(changes, documents);
    };
  }

  private static Optional<VectorRecord> merged(
      IndexSearcher searcher, BytesRef key, String id, Metadata changes) throws IOException {
    return RecordReader.record(searcher, key, id)
        .map(
            record ->
                new VectorRecord(
                    id,
                    record.vector(),
                    MetadataParser.requireSize(record.metadata().merge(changes))));
  }

  /// Deletes by key; the result counts those that existed.
  static WriteQueue.Change<Integer> delete(Set<BytesRef> keys) {
    return changes -> {
      IndexSearcher searcher = changes.current();
      int existed = 0;
      for (BytesRef key : keys) {
        if (RecordReader.find(searcher, key).isPresent()) {
          changes.delete(key);
          existed++;
        }
      }
      return existed;
    };
  }

  /// Deletes what matches; the result counts it.
  static WriteQueue.Change<Long> delete(Query query) {
    return changes -> {
      long matching = Candidates.count(changes.current(), query);
      if (matching > 0) {
        changes.delete(query);
      }
      return matching;
    };
  }
}
