package dev.pictor.opensearch;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Snapshot;
import dev.pictor.store.SpecJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A snapshot as the catalogue has it.
///
/// @param index that has its records
record StoredSnapshot(
    String index,
    String id,
    String name,
    String description,
    CollectionSpec source,
    long records,
    long namespaces,
    long bytes,
    Instant created) {

  static final String KIND = "snapshot";

  static StoredSnapshot read(JsonNode document) {
    JsonNode json = document.required("_source");
    return new StoredSnapshot(
        json.required("index").asString(),
        json.required("id").asString(),
        json.required("name").asString(),
        json.required("description").asString(),
        SpecJson.read(json.required("spec")),
        json.required("records").asLong(),
        json.required("namespaces").asLong(),
        json.required("bytes").asLong(),
        Instant.parse(json.required("created").asString()));
  }

  Map<String, Object> document() {
    ObjectNode spec = Cluster.JSON.createObjectNode();
    SpecJson.put(spec, source);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", KIND);
    json.put("index", index);
    json.put("id", id);
    json.put("name", name);
    json.put("description", description);
    json.put("spec", spec);
    json.put("records", records);
    json.put("namespaces", namespaces);
    json.put("bytes", bytes);
    json.put("created", created.toString());
    return json;
  }

  Snapshot as(Snapshot.Status status) {
    return new Snapshot(id, name, description, source, status, records, namespaces, bytes, created);
  }
}
