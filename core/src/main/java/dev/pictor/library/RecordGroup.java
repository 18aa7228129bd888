package dev.pictor.library;

import dev.pictor.collection.Namespace;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Collects changes until they are worth a durable commit. Belongs to the thread of a run.
final class RecordGroup {

  private final Namespace records;
  private final LibraryConfig config;
  private final Consumer<InvalidRecord> invalid;

  private final List<VectorRecord> upserts = new ArrayList<>();
  private final Map<String, Metadata> merges = new LinkedHashMap<>();
  private final List<String> deletes = new ArrayList<>();
  private long oldest;

  /// A record that the collection does not take, for example because the user's columns are too
  /// large.
  record InvalidRecord(String id, String reason) {}

  RecordGroup(Namespace records, LibraryConfig config, Consumer<InvalidRecord> invalid) {
    this.records = records;
    this.config = config;
    this.invalid = invalid;
  }

  void upsert(VectorRecord record) {
    begin();
    upserts.add(record);
  }

  void merge(String id, Metadata changes) {
    begin();
    merges.put(id, changes);
  }

  void delete(String id) {
    begin();
    deletes.add(id);
  }

  private void begin() {
    if (isEmpty()) {
      oldest = System.nanoTime();
    }
  }

  private boolean isEmpty() {
    return upserts.isEmpty() && merges.isEmpty() && deletes.isEmpty();
  }

  boolean isDue() {
    return upserts.size() + merges.size() + deletes.size() >= config.groupSize()
        || (!isEmpty() && System.nanoTime() - oldest >= config.groupTime().toNanos());
  }

  /// Makes everything collected durable.
  ///
  /// @return how many records were deleted
  int flush() {
    if (!upserts.isEmpty()) {
      together(upserts, records::upsert, VectorRecord::id);
      upserts.clear();
    }
    if (!merges.isEmpty()) {
      together(
          List.copyOf(merges.entrySet()),
          entries ->
              records.update(
                  entries.stream()
                      .map(entry -> new RecordUpdate(entry.getKey(), entry.getValue()))
                      .toList()),
          Map.Entry::getKey);
      merges.clear();
    }
    int deleted = deletes.isEmpty() ? 0 : records.delete(deletes);
    deletes.clear();
    return deleted;
  }

  /// All at once, or one by one when one of them is refused.
  private <T> void together(List<T> changes, Consumer<List<T>> write, Function<T, String> id) {
    try {
      write.accept(changes);
    } catch (InvalidRequest oneIsRefused) {
      for (T change : changes) {
        try {
          write.accept(List.of(change));
        } catch (InvalidRequest refused) {
          invalid.accept(new InvalidRecord(id.apply(change), refused.reason()));
        }
      }
    }
  }
}
