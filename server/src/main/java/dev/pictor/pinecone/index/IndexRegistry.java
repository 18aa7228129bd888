package dev.pictor.pinecone.index;

import dev.pictor.error.CorruptStore;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.library.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The entries of all indexes, in one file that is written whole and durably with each change. Not
/// thread-safe.
final class IndexRegistry {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final SortedMap<String, IndexEntry> entries = new TreeMap<>();

  private IndexRegistry(Path file) {
    this.file = file;
  }

  /// @throws CorruptStore naming the file
  static IndexRegistry open(Path file) {
    IndexRegistry registry = new IndexRegistry(file);
    if (Files.exists(file)) {
      try {
        registry.load(JsonBody.of(JSON.readTree(Files.readAllBytes(file))));
      } catch (IOException | JacksonException | HttpFailure e) {
        throw new CorruptStore(
            "indexes: %s cannot be read, %s (expected: as it was written)"
                .formatted(file, e.getMessage()),
            e);
      }
    }
    return registry;
  }

  private void load(JsonBody content) {
    if (content.count("version").orElse(0) != VERSION) {
      throw new CorruptStore(
          "indexes: %s (expected: version %d). Start the version of Pictor that made it."
              .formatted(file, VERSION));
    }
    JsonBody indexes = content.object("indexes");
    for (String name : indexes.names()) {
      JsonBody entry = indexes.object(name);
      entries.put(
          name,
          new IndexEntry(
              entry.count("port").orElse(0),
              Deployment.read(entry.object("deployment")),
              ReadCapacity.read(entry.optionalObject("read_capacity"))));
    }
  }

  Optional<IndexEntry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  boolean hasPort(int port) {
    return entries.values().stream().anyMatch(each -> each.port() == port);
  }

  void put(String name, IndexEntry entry) {
    if (!entry.equals(entries.put(name, entry))) {
      save();
    }
  }

  void remove(String name) {
    if (entries.remove(name) != null) {
      save();
    }
  }

  private void save() {
    Map<String, Object> indexes = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          Map<String, Object> view = new LinkedHashMap<>();
          view.put("port", entry.port());
          view.put("deployment", entry.deployment().view());
          view.put("read_capacity", entry.readCapacity().view());
          indexes.put(name, view);
        });
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", VERSION);
    content.put("indexes", indexes);
    AtomicFiles.publishDurably(file, Json.write(content));
  }
}
