package dev.pictor.opensearch;

import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.NamespaceSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The index of one collection's records: what reads and writes put to it. Thread-safe.
///
/// What other servers change of namespaces is seen here a second later.
final class RecordIndex {

  /// What a cluster hands out at once.
  static final int MOST_HITS = 20_000;

  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

  private final Cluster cluster;
  private final Catalog catalog;
  private final String name;
  private final WriteHolds holds;
  private final SharedRefresh refresh;
  private volatile CollectionSpec spec;
  private volatile @Nullable Namespaces namespaces;

  private record Namespaces(SortedMap<String, MetadataSchema> schemas, long readAt) {}

  RecordIndex(
      Cluster cluster, Catalog catalog, WriteHolds holds, String name, CollectionSpec spec) {
    this.cluster = cluster;
    this.catalog = catalog;
    this.holds = holds;
    this.name = name;
    this.spec = spec;
    this.refresh =
        new SharedRefresh(
            () -> {
              JsonNode _ = call("POST", "_refresh", null);
            });
  }

  String name() {
    return name;
  }

  /// A name that was never used, for the index of a collection.
  static String freshName(String prefix, String collection) {
    return prefix + "-" + collection + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /// The name by which an index is written to. A cluster makes an index that is not there when it
  /// is written to; an alias it does not make, so nothing comes back that another server deleted.
  static String alias(String index) {
    return index + "-writes";
  }

  CollectionSpec spec() {
    return spec;
  }

  void respecify(CollectionSpec changed) {
    spec = changed;
  }

  /// The answer of the index to a request that must succeed.
  ///
  /// @throws NotFound when the collection was deleted
  JsonNode call(String method, String path, @Nullable Object body) {
    return checked(method, path, cluster.ask(method, "/" + name + "/" + path, Map.of(), body));
  }

  private JsonNode checked(String method, String path, Cluster.Reply reply) {
    if (reply.status() == 404 && reply.failure().equals(Cluster.GONE)) {
      throw gone();
    }
    if (!reply.ok()) {
      throw Cluster.refused(method, path, reply);
    }
    return reply.body();
  }

  NotFound gone() {
    return new NotFound(
        "collection: %s (expected: one that was not deleted)".formatted(spec.name()));
  }

  /// How long what the cluster does not take now is tried again.
  Duration patience() {
    return cluster.patience();
  }

  JsonNode bulk(byte[] lines) {
    return checked(
        "POST",
        "_bulk",
        cluster.askLines(
            "/" + alias(name) + "/_bulk", Map.of("timeout", "1m", "require_alias", "true"), lines));
  }

  /// Lets writers go on if what holds them back was left by a server that died.
  void endStaleHold() {
    holds.endIfStale(name);
  }

  /// Puts a search whose answer is whole or a failure.
  JsonNode search(Map<String, Object> body) {
    return search(body, "query_then_fetch");
  }

  /// The same, with how rare terms are asked of all shards first.
  JsonNode searchByAllShards(Map<String, Object> body) {
    return search(body, "dfs_query_then_fetch");
  }

  private JsonNode search(Map<String, Object> body, String type) {
    JsonNode answer =
        checked(
            "POST",
            "_search",
            cluster.ask(
                "POST",
                "/" + name + "/_search",
                Map.of("allow_partial_search_results", "false", "search_type", type),
                body));
    if (answer.path("timed_out").asBoolean(false)) {
      throw new Unavailable(
          "collection: %s: the search took too long. Try again.".formatted(spec.name()));
    }
    return answer;
  }

  /// The state of its shards.
  JsonNode health() {
    return cluster.health(name);
  }

  /// Has all that was written before be found from now on.
  void show() {
    refresh.await();
  }

  /// How many records match a query, exactly.
  long count(Map<String, Object> query) {
    return call("POST", "_count", Map.of("query", query)).required("count").asLong();
  }

  /// The created namespaces, each with its schema.
  SortedMap<String, MetadataSchema> namespaces() {
    Namespaces known = namespaces;
    long now = System.nanoTime();
    if (known == null || now - known.readAt() > FRESH) {
      known = new Namespaces(catalog.namespaces(name), now);
      namespaces = known;
    }
    return known.schemas();
  }

  /// @return whether it was not there
  boolean addNamespace(NamespaceSpec added) {
    boolean fresh = catalog.addNamespace(name, added);
    namespaces = null;
    return fresh;
  }

  /// @return whether it was there
  boolean removeNamespace(String namespace) {
    boolean was = catalog.removeNamespace(name, namespace);
    namespaces = null;
    return was;
  }

  /// The schema of a namespace: its own one, or else the collection's.
  MetadataSchema schema(String namespace) {
    return namespaces().getOrDefault(namespace, spec.schema());
  }

  /// The records of a namespace that match.
  ///
  /// @throws dev.pictor.error.InvalidRequest when the filter uses fields that are not indexed
  Map<String, Object> matching(String namespace, MetadataFilter filter) {
    return FilterQueries.compile(
        namespace,
        filter instanceof MetadataFilter.MatchAll ? filter : schema(namespace).require(filter));
  }

  /// One page of what matches in the order of the ids.
  ///
  /// @param after the id that the page before ended with; `""` for the start
  /// @param source fields to read
  List<JsonNode> page(
      Map<String, Object> query, String after, int limit, List<String> source, boolean versions) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", limit);
    body.put("track_total_hits", false);
    body.put("query", query);
    body.put("_source", source);
    body.put("seq_no_primary_term", versions);
    body.put("sort", List.of(Map.of(RecordDocument.ID, "asc")));
    if (!after.isEmpty()) {
      body.put("search_after", List.of(after));
    }
    return List.copyOf(search(body).at("/hits/hits").values());
  }
}
