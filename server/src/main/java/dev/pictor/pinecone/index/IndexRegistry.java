package dev.pictor.pinecone.index;

import dev.pictor.error.CorruptStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The entries of all indexes, in one file. Not thread-safe.
final class IndexRegistry {

  private final RegistryFile file;
  private final SortedMap<String, IndexEntry> entries = new TreeMap<>();

  private IndexRegistry(RegistryFile file) {
    this.file = file;
  }

  /// @throws CorruptStore naming the file
  static IndexRegistry open(Path path) {
    RegistryFile file = new RegistryFile(path);
    IndexRegistry registry = new IndexRegistry(file);
    file.read(
        content -> {
          JsonBody indexes = content.object("indexes");
          for (String name : indexes.names()) {
            registry.entries.put(name, IndexEntry.read(indexes.object(name)));
          }
        });
    return registry;
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

  /// @return what was kept
  Optional<IndexEntry> remove(String name) {
    Optional<IndexEntry> removed = Optional.ofNullable(entries.remove(name));
    removed.ifPresent(_ -> save());
    return removed;
  }

  private void save() {
    Map<String, Object> indexes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> indexes.put(name, entry.view()));
    file.write(Map.of("indexes", indexes));
  }
}
