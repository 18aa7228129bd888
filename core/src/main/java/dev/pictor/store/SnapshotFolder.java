package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.CorruptIndexException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The folder of one snapshot or backup: that of a collection with `snapshot.json`.
/// `docs/format.md` describes it.
final class SnapshotFolder {

  static final String DESCRIPTION = "snapshot.json";
  private static final int VERSION = 1;

  /// What `snapshot.json` says.
  ///
  /// @param number snapshots made later have higher ones
  /// @param files names and sizes in bytes of what `index/` holds
  record Contents(Snapshot snapshot, long number, SortedMap<String, Long> files) {

    List<String> names() {
      return List.copyOf(files.keySet());
    }
  }

  private SnapshotFolder() {}

  static SortedMap<String, Long> sizes(Path index, List<String> files) throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    for (String file : files) {
      sizes.put(file, Files.size(index.resolve(file)));
    }
    return sizes;
  }

  /// Publishes `snapshot.json`, durably.
  static void write(Path folder, Contents contents) throws IOException {
    Snapshot snapshot = contents.snapshot();
    ObjectNode json = JsonFile.content(VERSION);
    json.put("id", snapshot.id());
    json.put("number", contents.number());
    json.put("name", snapshot.name());
    json.put("description", snapshot.description());
    json.put("created", snapshot.created().toString());
    json.put("records", snapshot.records());
    json.put("namespaces", snapshot.namespaces());
    ObjectNode files = json.putObject("files");
    contents.files().forEach(files::put);
    JsonFile.publish(folder.resolve(DESCRIPTION), json);
  }

  /// @throws CorruptIndexException when a description is damaged
  static Contents read(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    JsonNode json = JsonFile.read(file, VERSION, VERSION);
    CollectionSpec source = CollectionFolder.readSpec(folder);
    try {
      SortedMap<String, Long> files = new TreeMap<>();
      for (Map.Entry<String, JsonNode> each : json.required("files").properties()) {
        files.put(each.getKey(), each.getValue().asLong());
      }
      Snapshot snapshot =
          new Snapshot(
              json.required("id").asString(),
              json.required("name").asString(),
              json.required("description").asString(),
              source,
              isComplete(folder, files) ? Snapshot.Status.READY : Snapshot.Status.DAMAGED,
              json.required("records").asLong(),
              json.required("namespaces").asLong(),
              files.values().stream().mapToLong(Long::longValue).sum(),
              Instant.parse(json.required("created").asString()));
      return new Contents(snapshot, json.required("number").asLong(), files);
    } catch (JacksonException | InvalidRequest | DateTimeException e) {
      throw new CorruptIndexException("no description of a snapshot", file.toString(), e);
    }
  }

  private static boolean isComplete(Path folder, Map<String, Long> files) throws IOException {
    Path index = CollectionFolder.index(folder);
    for (Map.Entry<String, Long> each : files.entrySet()) {
      Path file = index.resolve(each.getKey());
      if (!Files.exists(file) || Files.size(file) != each.getValue()) {
        return false;
      }
    }
    return true;
  }
}
