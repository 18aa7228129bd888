package dev.pictor.reembed;

import dev.pictor.collection.VectorCollection;
import dev.pictor.store.VectorRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects changes of a generation until they are worth a durable commit. Belongs to the thread of
/// a run, which changes a record once between two flushes.
final class RecordGroups {

  private final VectorCollection collection;
  private final BuildConfig config;
  private final Map<String, List<VectorRecord>> upserts = new LinkedHashMap<>();
  private final Map<String, List<String>> deletes = new LinkedHashMap<>();
  private int size;
  private long oldest;

  RecordGroups(VectorCollection collection, BuildConfig config) {
    this.collection = collection;
    this.config = config;
  }

  void upsert(String namespace, VectorRecord record) {
    begin();
    upserts.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(record);
  }

  void delete(String namespace, String id) {
    begin();
    deletes.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(id);
  }

  private void begin() {
    if (size++ == 0) {
      oldest = System.nanoTime();
    }
  }

  void flushIfDue() {
    if (size >= config.groupSize()
        || (size > 0 && System.nanoTime() - oldest >= config.groupTime().toNanos())) {
      flush();
    }
  }

  /// Makes everything collected durable.
  void flush() {
    upserts.forEach((namespace, records) -> collection.namespace(namespace).upsert(records));
    upserts.clear();
    deletes.forEach((namespace, ids) -> collection.namespace(namespace).delete(ids));
    deletes.clear();
    size = 0;
  }
}
