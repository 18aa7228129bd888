package dev.pictor.opensearch;

import dev.pictor.error.CorruptStore;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VerifyReport;
import dev.pictor.store.VerifyReport.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Reads every record of a collection, namespace by namespace, and asks the cluster for the state
/// of its shards. What lies on the disks the cluster checks itself, by checksums.
final class CollectionCheck {

  private static final int PAGE = 500;

  private final OpenSearchCollection collection;
  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, Long> namespaces = new TreeMap<>();

  CollectionCheck(OpenSearchCollection collection) {
    this.collection = collection;
  }

  VerifyReport run() {
    RecordIndex index = collection.index();
    JsonNode health = index.health();
    if (health.path("unassigned_shards").asInt() > 0) {
      note(
          index.name(),
          "%d of its shards have no node (status: %s)"
              .formatted(
                  health.path("unassigned_shards").asInt(), health.path("status").asString("?")));
    }
    collection.counts().records().keySet().forEach(this::check);
    StoreStats stats = collection.stats();
    return new VerifyReport(
        collection.spec().name(),
        0,
        stats.bytes(),
        stats.segments(),
        namespaces.values().stream().mapToLong(Long::longValue).sum(),
        namespaces,
        problems);
  }

  private void check(String namespace) {
    Map<String, Object> query = collection.index().matching(namespace, MetadataFilter.all());
    long read = 0;
    String after = "";
    List<JsonNode> some;
    do {
      some = collection.index().page(query, after, PAGE, RecordDocument.WHOLE, false);
      for (JsonNode each : some) {
        read += check(namespace, each) ? 1 : 0;
        after = each.at("/_source/" + RecordDocument.ID).asString("");
      }
    } while (some.size() == PAGE);
    namespaces.put(namespace, read);
  }

  private boolean check(String namespace, JsonNode document) {
    String key = document.required("_id").asString();
    try {
      var record = RecordDocument.record(document.required("_source"));
      if (!RecordDocument.key(namespace, record.id()).equals(key)) {
        note(key, "the id of another record: " + record.id());
      }
      return true;
    } catch (CorruptStore e) {
      note(key, e.reason());
      return false;
    }
  }

  private void note(String what, String message) {
    if (problems.size() < VerifyReport.MOST_PROBLEMS) {
      problems.add(new Problem(what, message));
    }
  }
}
