package dev.pictor.opensearch;

import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.StoreStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Counts of a collection's records. Thread-safe.
final class RecordCounts {

  private static final int PAGE = 1000;

  /// As many different strings as are counted by the cluster; more are counted here.
  private static final int MOST_VALUES = 50_000;

  private final RecordIndex index;

  RecordCounts(RecordIndex index) {
    this.index = index;
  }

  /// How many records have each string in `field`, among those that match.
  SortedMap<String, Long> values(String namespace, String field, MetadataFilter filter) {
    index.schema(namespace).require(field);
    Map<String, Object> query = index.matching(namespace, filter);
    StringBuilder terms = new StringBuilder();
    FilterQueries.literal(terms, field(field), false);
    Map<String, Object> body =
        Map.of(
            "size",
            0,
            "track_total_hits",
            false,
            "query",
            query,
            "aggs",
            Map.of(
                "values",
                Map.of(
                    "terms",
                    Map.of(
                        "field",
                        RecordDocument.VALUES,
                        "include",
                        terms + "[sh].*",
                        "size",
                        MOST_VALUES))));
    JsonNode counted = index.search(body).at("/aggregations/values");
    if (counted.path("sum_other_doc_count").asLong() > 0) {
      return countedHere(query, field);
    }
    int start = field(field).length() + 1;
    SortedMap<String, Long> counts = new TreeMap<>();
    for (JsonNode each : counted.path("buckets")) {
      String term = each.required("key").asString();
      String value =
          term.charAt(start - 1) == 's' ? term.substring(start) : hashed(query, field, term);
      counts.merge(value, each.required("doc_count").asLong(), Long::sum);
    }
    return counts;
  }

  /// What all terms of a field start with, before their tag.
  private static String field(String field) {
    String start = IndexTerms.start(field, 's').utf8ToString();
    return start.substring(0, start.length() - 1);
  }

  /// The string that is known by its hash only, from a record that has it.
  private String hashed(Map<String, Object> query, String field, String term) {
    Map<String, Object> having =
        Queries.and(List.of(query, Queries.term(RecordDocument.VALUES, term)));
    return index.page(having, "", 1, RecordDocument.HEAD, false).stream()
        .flatMap(each -> strings(each, field))
        .filter(each -> RecordDocument.text(field, each).equals(term))
        .findFirst()
        .orElse("");
  }

  private static Stream<String> strings(JsonNode document, String field) {
    return switch (value(document, field)) {
      case MetadataValue.Text(String text) -> Stream.of(text);
      case MetadataValue.TextList(List<String> texts) -> texts.stream().distinct();
      case MetadataValue.Numeric _, MetadataValue.Flag _ -> Stream.of();
      case null -> Stream.of();
    };
  }

  private static @Nullable MetadataValue value(JsonNode document, String field) {
    return RecordDocument.metadata(document.required("_source")).fields().get(field);
  }

  private SortedMap<String, Long> countedHere(Map<String, Object> query, String field) {
    SortedMap<String, Long> counts = new TreeMap<>();
    String after = "";
    List<JsonNode> some;
    do {
      some = index.page(query, after, PAGE, RecordDocument.HEAD, false);
      for (JsonNode each : some) {
        strings(each, field).forEach(value -> counts.merge(value, 1L, Long::sum));
        after = RecordDocument.id(each.required("_source"));
      }
    } while (some.size() == PAGE);
    return counts;
  }

  /// Each namespace that was created or has records.
  SortedMap<String, NamespaceStats> namespaces() {
    SortedMap<String, MetadataSchema> created = index.namespaces();
    SortedMap<String, NamespaceStats> stats = new TreeMap<>();
    created.forEach((name, schema) -> stats.put(name, new NamespaceStats(name, 0, schema)));
    records()
        .forEach(
            (name, records) ->
                stats.put(
                    name,
                    new NamespaceStats(
                        name, records, created.getOrDefault(name, index.spec().schema()))));
    return stats;
  }

  /// The records of each namespace that has any.
  SortedMap<String, Long> records() {
    SortedMap<String, Long> records = new TreeMap<>();
    JsonNode after = null;
    do {
      Map<String, Object> composite = new LinkedHashMap<>();
      composite.put("size", PAGE);
      composite.put(
          "sources",
          List.of(Map.of("name", Map.of("terms", Map.of("field", RecordDocument.NAMESPACE)))));
      if (after != null) {
        composite.put("after", after);
      }
      JsonNode answer =
          index
              .search(
                  Map.of(
                      "size",
                      0,
                      "track_total_hits",
                      false,
                      "aggs",
                      Map.of("namespaces", Map.of("composite", composite))))
              .at("/aggregations/namespaces");
      for (JsonNode each : answer.path("buckets")) {
        records.put(each.at("/key/name").asString(), each.required("doc_count").asLong());
      }
      after = answer.get("after_key");
    } while (after != null);
    return records;
  }

  StoreStats stats() {
    JsonNode all = index.call("GET", "_stats/store,segments,merge", null).path("_all");
    JsonNode total = all.path("total");
    return new StoreStats(
        index.count(Queries.all()),
        total.at("/store/size_in_bytes").asLong(),
        all.at("/primaries/segments/count").asInt(),
        total.at("/merges/current").asInt());
  }

  /// Grows with every write: the sum of what the shards have counted.
  long version() {
    JsonNode answer = index.call("GET", "_stats/docs?level=shards", null);
    long version = 0;
    for (JsonNode shard : answer.path("indices").path(index.name()).path("shards")) {
      for (JsonNode copy : shard) {
        if (copy.at("/routing/primary").asBoolean(false)) {
          version += copy.at("/seq_no/max_seq_no").asLong() + 1;
        }
      }
    }
    return version;
  }
}
