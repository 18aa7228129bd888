package dev.pictor.opensearch;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.SpecJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which collections and created namespaces there are: one small index that all servers in front of
/// a cluster share. Thread-safe.
///
/// A collection is there from the moment its document is, which names the index of its records; the
/// index gets a name that was never used. Changes are made from what was read, or not at all
/// (`if_seq_no`), so that two servers never undo each other's.
final class Catalog {

  private static final int MOST = 10_000;
  private static final Map<String, String> AT_ONCE = Map.of("refresh", "true");

  private final Cluster cluster;
  private final String index;

  /// @param index name of the index of its records
  record Entry(CollectionSpec spec, String index, long seqNo, long primaryTerm) {}

  Catalog(Cluster cluster, String prefix) {
    this.cluster = cluster;
    this.index = prefix + "-catalog";
  }

  /// Makes the catalogue's own index when there is none.
  void open() {
    Cluster.Reply reply =
        cluster.ask(
            "PUT",
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
    if (!reply.ok() && !reply.failure().equals("resource_already_exists_exception")) {
      throw Cluster.refused("PUT", index, reply);
    }
  }

  /// All collections by name.
  List<Entry> collections() {
    return hits(List.of(kind("collection"))).stream()
        .map(Catalog::entry)
        .sorted(Comparator.comparing(each -> each.spec().name()))
        .toList();
  }

  private List<JsonNode> hits(List<Map<String, Object>> filters) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", MOST);
    body.put("seq_no_primary_term", true);
    body.put("query", Map.of("bool", Map.of("filter", filters)));
    List<JsonNode> hits = new ArrayList<>();
    cluster.call("POST", "/" + index + "/_search", body).at("/hits/hits").forEach(hits::add);
    return hits;
  }

  private static Map<String, Object> kind(String kind) {
    return Queries.term("kind", kind);
  }

  private static Entry entry(JsonNode document) {
    JsonNode source = document.required("_source");
    return new Entry(
        SpecJson.read(source.required("spec")),
        source.required("index").asString(),
        document.required("_seq_no").asLong(),
        document.required("_primary_term").asLong());
  }

  Optional<Entry> find(String name) {
    Cluster.Reply reply = cluster.ask("GET", document("c-" + name), Map.of(), null);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    if (!reply.ok()) {
      throw Cluster.refused("GET", index, reply);
    }
    return Optional.of(entry(reply.body()));
  }

  private String document(String id) {
    return "/" + index + "/_doc/" + id;
  }

  /// @throws Conflict when the name is taken
  Entry add(CollectionSpec spec, String ofRecords) {
    Cluster.Reply reply =
        cluster.ask(
            "PUT", "/" + index + "/_create/c-" + spec.name(), AT_ONCE, source(spec, ofRecords));
    // A conflict may be that of the same request, tried again.
    Optional<Entry> own = find(spec.name()).filter(each -> each.index().equals(ofRecords));
    if (own.isPresent()) {
      return own.get();
    }
    if (reply.ok() || reply.status() == 409) {
      throw new Conflict("collection: %s exists (expected: a new name)".formatted(spec.name()));
    }
    throw Cluster.refused("PUT", index, reply);
  }

  private static Map<String, Object> source(CollectionSpec spec, String ofRecords) {
    ObjectNode json = Cluster.JSON.createObjectNode();
    SpecJson.put(json, spec);
    return Map.of("kind", "collection", "index", ofRecords, "spec", json);
  }

  /// Changes what a collection is, from what it is.
  ///
  /// @throws NotFound when there is none
  Entry change(String name, UnaryOperator<CollectionSpec> change) {
    while (true) {
      Entry old = existing(name);
      CollectionSpec changed = change.apply(old.spec());
      if (changed.equals(old.spec())) {
        return old;
      }
      Cluster.Reply reply =
          cluster.ask("PUT", document("c-" + name), unchanged(old), source(changed, old.index()));
      if (reply.ok()) {
        return new Entry(
            changed,
            old.index(),
            reply.body().required("_seq_no").asLong(),
            reply.body().required("_primary_term").asLong());
      }
      if (reply.status() != 409) {
        throw Cluster.refused("PUT", index, reply);
      }
    }
  }

  private static Map<String, String> unchanged(Entry old) {
    return Map.of(
        "if_seq_no", Long.toString(old.seqNo()),
        "if_primary_term", Long.toString(old.primaryTerm()),
        "refresh", "true");
  }

  Entry existing(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFound(
                    "collection: %s (expected: one of %s)"
                        .formatted(
                            name,
                            collections().stream().map(each -> each.spec().name()).toList())));
  }

  /// Takes a collection off the list.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when it is protected from deletion
  Entry remove(String name) {
    while (true) {
      Entry old = existing(name);
      old.spec().requireDeletable();
      Cluster.Reply reply = cluster.ask("DELETE", document("c-" + name), unchanged(old), null);
      if (reply.ok() || reply.status() == 404) {
        return old;
      }
      if (reply.status() != 409) {
        throw Cluster.refused("DELETE", index, reply);
      }
    }
  }

  /// The created namespaces of a collection, each with its schema.
  SortedMap<String, MetadataSchema> namespaces(String ofRecords) {
    SortedMap<String, MetadataSchema> schemas = new TreeMap<>();
    for (JsonNode each : hits(List.of(kind("namespace"), Queries.term("index", ofRecords)))) {
      JsonNode source = each.required("_source");
      schemas.put(source.required("namespace").asString(), schema(source));
    }
    return schemas;
  }

  private static MetadataSchema schema(JsonNode source) {
    JsonNode indexed = source.get("indexed");
    if (indexed == null) {
      return MetadataSchema.all();
    }
    TreeSet<String> names = new TreeSet<>();
    indexed.forEach(each -> names.add(each.asString()));
    return new MetadataSchema.NamedFields(names);
  }

  /// @return whether it was not there
  boolean addNamespace(String ofRecords, NamespaceSpec spec) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("kind", "namespace");
    source.put("index", ofRecords);
    source.put("namespace", spec.name());
    if (spec.schema() instanceof MetadataSchema.NamedFields(var names)) {
      source.put("indexed", names);
    }
    Cluster.Reply reply =
        cluster.ask("PUT", "/" + index + "/_create/" + id(ofRecords, spec.name()), AT_ONCE, source);
    if (!reply.ok() && reply.status() != 409) {
      throw Cluster.refused("PUT", index, reply);
    }
    return reply.ok();
  }

  /// @return whether it was there
  boolean removeNamespace(String ofRecords, String namespace) {
    Cluster.Reply reply = cluster.ask("DELETE", document(id(ofRecords, namespace)), AT_ONCE, null);
    if (!reply.ok() && reply.status() != 404) {
      throw Cluster.refused("DELETE", index, reply);
    }
    return reply.ok();
  }

  /// Forgets the namespaces of a collection that is gone.
  void removeNamespaces(String ofRecords) {
    namespaces(ofRecords).keySet().forEach(each -> removeNamespace(ofRecords, each));
  }

  private static String id(String ofRecords, String namespace) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(namespace.getBytes(StandardCharsets.UTF_8));
      return "n-" + ofRecords + "-" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
