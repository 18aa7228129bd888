package dev.pictor.opensearch;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.opensearch.BulkWriter.Seen;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.SpecJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

/// Which collections and created namespaces there are, for all servers in front of a cluster.
/// Thread-safe.
///
/// A collection is there from the moment its document is, which names the index of its records; the
/// index gets a name that was never used. Changes are made from what was read, or not at all
/// (`if_seq_no`), so that two servers never undo each other's.
final class Catalog {

  private final CatalogDocuments documents;

  /// @param index name of the index of its records
  /// @param seen of its document
  record Entry(CollectionSpec spec, String index, Seen seen) {}

  Catalog(CatalogDocuments documents) {
    this.documents = documents;
  }

  /// All collections by name.
  List<Entry> collections() {
    return documents.ofKind("collection").stream()
        .map(Catalog::entry)
        .sorted(Comparator.comparing(each -> each.spec().name()))
        .toList();
  }

  private static Entry entry(JsonNode document) {
    JsonNode source = document.required("_source");
    return new Entry(
        SpecJson.read(source.required("spec")),
        source.required("index").asString(),
        Seen.of(document));
  }

  Optional<Entry> find(String name) {
    return documents.find("c-" + name).map(Catalog::entry);
  }

  /// @throws Conflict when the name is taken
  Entry add(CollectionSpec spec, String ofRecords) {
    boolean _ = documents.add("c-" + spec.name(), source(spec, ofRecords));
    // What stands there may be from the same request, tried again.
    return find(spec.name())
        .filter(each -> each.index().equals(ofRecords))
        .orElseThrow(
            () ->
                new Conflict(
                    "collection: %s exists (expected: a new name)".formatted(spec.name())));
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
      Optional<Entry> made =
          documents
              .replace("c-" + name, old.seen(), source(changed, old.index()))
              .map(written -> new Entry(changed, old.index(), Seen.of(written)));
      if (made.isPresent()) {
        return made.get();
      }
    }
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
      if (documents.remove("c-" + name, old.seen())) {
        return old;
      }
    }
  }

  /// The created namespaces of a collection, each with its schema.
  SortedMap<String, MetadataSchema> namespaces(String ofRecords) {
    SortedMap<String, MetadataSchema> schemas = new TreeMap<>();
    for (JsonNode each : documents.ofIndex("namespace", ofRecords)) {
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
    return documents.add(id(ofRecords, spec.name()), source);
  }

  /// Gives an index of records the created namespaces of another.
  void copyNamespaces(String from, String to) {
    namespaces(from)
        .forEach(
            (name, schema) -> {
              boolean _ = addNamespace(to, new NamespaceSpec(name, schema));
            });
  }

  /// @return whether it was there
  boolean removeNamespace(String ofRecords, String namespace) {
    return documents.remove(id(ofRecords, namespace));
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
