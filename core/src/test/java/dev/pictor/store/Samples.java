package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Small records, and what comes back as ids.
final class Samples {

  static final MetadataFilter ALL = MetadataFilter.all();
  static final ModelFingerprint ONE = new ModelFingerprint("1".repeat(64));
  static final ModelFingerprint TWO = new ModelFingerprint("2".repeat(64));

  private Samples() {}

  static VectorRecord record(String id, float... values) {
    return new VectorRecord(id, DenseVector.copyOf(values), Metadata.empty());
  }

  static VectorRecord record(String id, Map<String, Object> metadata) {
    return new VectorRecord(id, DenseVector.copyOf(1, 2), MetadataParser.parse(metadata));
  }

  static List<String> ids(Page<RecordHead> page) {
    return page.records().stream().map(RecordHead::id).toList();
  }

  static List<String> ids(QueryResult result) {
    return result.matches().stream().map(Match::id).toList();
  }

  static Map<String, Long> counts(CollectionStore collection) {
    Map<String, Long> counts = new TreeMap<>();
    collection.namespaces().forEach((name, stats) -> counts.put(name, stats.records()));
    return counts;
  }

  static VectorQuery query(int topK, float... vector) {
    return new VectorQuery("", DenseVector.copyOf(vector), topK, ALL);
  }
}
