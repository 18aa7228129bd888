package dev.pictor.opensearch;

import dev.pictor.error.Conflict;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.opensearch.BulkWriter.Line;
import dev.pictor.opensearch.BulkWriter.Outcome;
import dev.pictor.opensearch.BulkWriter.Seen;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorFit;
import dev.pictor.store.VectorRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The writes to a collection. Thread-safe.
///
/// Whole records are written as they come. What changes a record reads it first and writes it only
/// if nobody else has meanwhile, else reads it again: so no change is lost, whichever server makes
/// it. Each record changes at once; a call that throws may have changed some.
final class RecordWrites {

  private static final int PAGE = 500;

  private final RecordIndex index;
  private final BulkWriter bulk;

  /// A record with what must not change until it is written.
  private record Current(VectorRecord record, Seen seen) {}

  RecordWrites(RecordIndex index) {
    this.index = index;
    this.bulk = new BulkWriter(index);
  }

  void upsert(String namespace, List<VectorRecord> records) {
    String within = IndexTerms.namespace(namespace).utf8ToString();
    Map<String, VectorRecord> last = new LinkedHashMap<>();
    for (VectorRecord each : records) {
      VectorFit.requireRecord(index.spec(), each);
      MetadataParser.requireSize(each.metadata());
      last.put(RecordDocument.key(within, each.id()), each);
    }
    if (last.isEmpty()) {
      return;
    }
    MetadataSchema schema = index.schema(within);
    Outcome _ =
        bulk.write(
            () ->
                last.values().stream()
                    .map(each -> bulk.put(schema, within, each, Optional.empty()))
                    .iterator());
    index.show();
  }

  int update(String namespace, List<RecordUpdate> updates) {
    for (RecordUpdate each : updates) {
      each.values().ifPresent(values -> VectorFit.requireUpdate(index.spec(), each.id(), values));
    }
    Map<String, List<RecordUpdate>> wanted = new LinkedHashMap<>();
    for (RecordUpdate each : updates) {
      wanted.computeIfAbsent(each.id(), _ -> new ArrayList<>()).add(each);
    }
    MetadataSchema schema = index.schema(namespace);
    int changed = 0;
    Set<String> left = new LinkedHashSet<>(wanted.keySet());
    while (!left.isEmpty()) {
      Map<String, Line> lines = new LinkedHashMap<>();
      for (Current each : current(namespace, left)) {
        VectorRecord record = each.record();
        for (RecordUpdate update : wanted.getOrDefault(record.id(), List.of())) {
          record = update.applyTo(record);
        }
        MetadataParser.requireSize(record.metadata());
        lines.put(record.id(), bulk.put(schema, namespace, record, Optional.of(each.seen())));
      }
      left = conflicting(lines);
      changed += lines.size() - left.size();
    }
    index.show();
    return changed;
  }

  /// Writes and tells the ids of those that others have changed meanwhile.
  private Set<String> conflicting(Map<String, Line> lines) {
    Outcome outcome = bulk.write(lines.values());
    Set<String> ids = new LinkedHashSet<>();
    lines.forEach(
        (id, line) -> {
          if (outcome.conflicts().contains(line.key())) {
            ids.add(id);
          }
        });
    return ids;
  }

  /// The records as they are now, refreshed or not.
  private List<Current> current(String namespace, Collection<String> ids) {
    List<Current> found = new ArrayList<>();
    for (JsonNode each : documents(index, namespace, ids)) {
      found.add(new Current(RecordDocument.record(each.required("_source")), Seen.of(each)));
    }
    return found;
  }

  /// The documents under these ids that exist, in their order, as they are now.
  static List<JsonNode> documents(RecordIndex index, String namespace, Collection<String> ids) {
    List<Map<String, Object>> keys =
        ids.stream()
            .distinct()
            .map(id -> RecordDocument.key(namespace, id))
            .map(key -> Map.<String, Object>of("_id", key, "_source", RecordDocument.WHOLE))
            .toList();
    List<JsonNode> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += PAGE) {
      var some = Map.of("docs", keys.subList(from, Math.min(keys.size(), from + PAGE)));
      for (JsonNode each : index.call("POST", "_mget", some).required("docs")) {
        if (each.path("found").asBoolean(false)) {
          found.add(each);
        } else if (each.has("error")) {
          throw new Unavailable(
              "collection: %s: %s".formatted(index.spec().name(), each.at("/error/reason")));
        }
      }
    }
    return found;
  }

  long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    Map<String, Object> query = index.matching(namespace, filter);
    forEachPage(
        query,
        RecordDocument.HEAD,
        page ->
            page.forEach(
                each -> require(change, RecordDocument.metadata(each.required("_source")))));
    MetadataSchema schema = index.schema(namespace);
    long[] matched = {0};
    forEachPage(
        query,
        RecordDocument.WHOLE,
        page -> {
          Map<String, Line> lines = new LinkedHashMap<>();
          for (JsonNode each : page) {
            VectorRecord old = RecordDocument.record(each.required("_source"));
            lines.put(
                old.id(),
                bulk.put(schema, namespace, changed(old, change), Optional.of(Seen.of(each))));
          }
          matched[0] += page.size();
          matched[0] -= changeAgain(namespace, filter, change, schema, conflicting(lines));
        });
    index.show();
    return matched[0];
  }

  private static void require(MetadataChange change, Metadata metadata) {
    Metadata _ = MetadataParser.requireSize(change.applyTo(metadata));
  }

  private static VectorRecord changed(VectorRecord old, MetadataChange change) {
    return new RecordUpdate(old.id(), Optional.empty(), change).applyTo(old);
  }

  /// Changes records that others have changed since they matched, if they still do.
  ///
  /// @return how many do not
  private long changeAgain(
      String namespace,
      MetadataFilter filter,
      MetadataChange change,
      MetadataSchema schema,
      Set<String> ids) {
    long gone = 0;
    Set<String> left = ids;
    while (!left.isEmpty()) {
      Map<String, Line> lines = new LinkedHashMap<>();
      for (Current each : current(namespace, left)) {
        if (FilterMatcher.matches(filter, each.record().metadata())) {
          require(change, each.record().metadata());
          lines.put(
              each.record().id(),
              bulk.put(
                  schema, namespace, changed(each.record(), change), Optional.of(each.seen())));
        }
      }
      gone += left.size() - lines.size();
      left = conflicting(lines);
    }
    return gone;
  }

  int delete(String namespace, Collection<String> ids) {
    List<Line> lines =
        ids.stream()
            .distinct()
            .map(id -> bulk.delete(RecordDocument.key(namespace, id), Optional.empty()))
            .toList();
    if (lines.isEmpty()) {
      return 0;
    }
    Outcome outcome = bulk.write(lines);
    index.show();
    return lines.size() - outcome.missing().size();
  }

  long deleteMatching(String namespace, MetadataFilter filter) {
    return delete(index.matching(namespace, filter));
  }

  private long delete(Map<String, Object> query) {
    long deleted = 0;
    boolean again = true;
    while (again) {
      long[] gone = {0};
      boolean[] conflicts = {false};
      forEachPage(
          query,
          List.of(RecordDocument.ID),
          page -> {
            Outcome outcome =
                bulk.write(
                    page.stream()
                        .map(
                            each ->
                                bulk.delete(
                                    each.required("_id").asString(), Optional.of(Seen.of(each))))
                        .toList());
            gone[0] += page.size() - outcome.conflicts().size() - outcome.missing().size();
            conflicts[0] |= !outcome.conflicts().isEmpty();
          });
      index.show();
      deleted += gone[0];
      again = conflicts[0]; // what others have changed meanwhile may match no more
    }
    return deleted;
  }

  private void forEachPage(
      Map<String, Object> query, List<String> source, Consumer<List<JsonNode>> work) {
    String after = "";
    while (true) {
      List<JsonNode> page = index.page(query, after, PAGE, source, true);
      if (page.isEmpty()) {
        return;
      }
      work.accept(page);
      if (page.size() < PAGE) {
        return;
      }
      after = RecordDocument.id(page.getLast().required("_source"));
    }
  }

  void createNamespace(NamespaceSpec created) {
    Map<String, Object> all = FilterQueries.compile(created.name(), MetadataFilter.all());
    if (index.namespaces().containsKey(created.name())
        || index.count(all) > 0
        || !index.addNamespace(created)) {
      throw new Conflict(
          "namespace: %s exists (expected: a new name, collection: %s)"
              .formatted(created.name(), index.spec().name()));
    }
  }

  boolean deleteNamespace(String namespace) {
    Map<String, Object> all = FilterQueries.compile(namespace, MetadataFilter.all());
    boolean created = index.removeNamespace(namespace);
    return delete(all) > 0 || created;
  }
}
