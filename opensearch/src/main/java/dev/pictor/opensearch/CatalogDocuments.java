package dev.pictor.opensearch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The documents of one small index that all servers in front of a cluster share, each of a kind.
/// Thread-safe. What is written is found at once.
final class CatalogDocuments {

  private static final int MOST = 10_000;
  private static final Map<String, String> AT_ONCE = Map.of("refresh", "true");

  private final Cluster cluster;
  private final String index;

  /// @param prefix of the names of all indexes of the store
  CatalogDocuments(Cluster cluster, String prefix) {
    this.cluster = cluster;
    this.index = prefix + "-catalog";
  }

  /// Makes the index when there is none.
  void open() {
    cluster.make(
        "/" + index,
        Map.of(),
        Map.of(
            "settings",
            Map.of("number_of_shards", 1, "auto_expand_replicas", "0-2"),
            "mappings",
            Map.of(
                "dynamic",
                false,
                "properties",
                Map.of(
                    "kind", Map.of("type", "keyword"),
                    "index", Map.of("type", "keyword")))));
  }

  /// Those of a kind, in the order of their last change.
  List<JsonNode> ofKind(String kind) {
    return matching(List.of(kindIs(kind)));
  }

  /// Those of a kind that belong to an index of records.
  List<JsonNode> ofIndex(String kind, String ofRecords) {
    return matching(List.of(kindIs(kind), Queries.term("index", ofRecords)));
  }

  private static Map<String, Object> kindIs(String kind) {
    return Queries.term("kind", kind);
  }

  private List<JsonNode> matching(List<Map<String, Object>> filters) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", MOST);
    body.put("seq_no_primary_term", true);
    body.put("sort", List.of("_seq_no"));
    body.put("query", Map.of("bool", Map.of("filter", filters)));
    List<JsonNode> hits = new ArrayList<>();
    cluster.call("POST", "/" + index + "/_search", body).at("/hits/hits").forEach(hits::add);
    return hits;
  }

  Optional<JsonNode> find(String id) {
    Cluster.Reply reply = cluster.ask("GET", path(id), Map.of(), null);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(checked("GET", reply).body());
  }

  private String path(String id) {
    return "/" + index + "/_doc/" + id;
  }

  private Cluster.Reply checked(String method, Cluster.Reply reply) {
    if (!reply.ok()) {
      throw Cluster.refused(method, index, reply);
    }
    return reply;
  }

  /// @return whether it was not there; also false when the cluster took the same request twice
  boolean add(String id, Map<String, Object> source) {
    Cluster.Reply reply = cluster.ask("PUT", "/" + index + "/_create/" + id, AT_ONCE, source);
    return reply.status() != 409 && checked("PUT", reply).ok();
  }

  /// Writes a document if it is still as it was read.
  ///
  /// @return what it is now; empty when it had changed
  Optional<JsonNode> replace(String id, BulkWriter.Seen seen, Map<String, Object> source) {
    Cluster.Reply reply = cluster.ask("PUT", path(id), unchanged(seen), source);
    return reply.status() == 409 ? Optional.empty() : Optional.of(checked("PUT", reply).body());
  }

  private static Map<String, String> unchanged(BulkWriter.Seen seen) {
    return Map.of(
        "if_seq_no", Long.toString(seen.seqNo()),
        "if_primary_term", Long.toString(seen.primaryTerm()),
        "refresh", "true");
  }

  /// @return whether it was there
  boolean remove(String id) {
    Cluster.Reply reply = cluster.ask("DELETE", path(id), AT_ONCE, null);
    return reply.status() != 404 && checked("DELETE", reply).ok();
  }

  /// Removes a document if it is still as it was read.
  ///
  /// @return false when it had changed
  boolean remove(String id, BulkWriter.Seen seen) {
    Cluster.Reply reply = cluster.ask("DELETE", path(id), unchanged(seen), null);
    return reply.status() == 404 || (reply.status() != 409 && checked("DELETE", reply).ok());
  }
}
