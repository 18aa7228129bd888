package dev.pictor.pinecone.index;

import dev.pictor.error.CorruptStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// What a server keeps of all indexes for itself, in one file. Not thread-safe.
final class IndexRegistry {

  private final RegistryFile file;
  private final SortedMap<String, Place> places = new TreeMap<>();

  /// What of an index belongs to this server.
  ///
  /// @param port 0 when none was ever opened
  /// @param former traits that an earlier version kept in this file, until they are with the
  ///   collection
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Place(UUID id, int port, Optional<IndexTraits> former) {

    static Place fresh() {
      return new Place(UUID.randomUUID(), 0, Optional.empty());
    }

    Place withPort(int changed) {
      return new Place(id, changed, former);
    }

    Place settled() {
      return new Place(id, port, Optional.empty());
    }

    private Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", id.toString());
      view.put("port", port);
      former.map(IndexTraits::view).ifPresent(view::putAll);
      return view;
    }

    private static Place read(JsonBody body) {
      return new Place(
          body.optionalText("id").map(UUID::fromString).orElseGet(UUID::randomUUID),
          body.count("port").orElse(0),
          body.has("deployment") ? Optional.of(IndexTraits.read(body)) : Optional.empty());
    }
  }

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
            registry.places.put(name, Place.read(indexes.object(name)));
          }
        });
    return registry;
  }

  Optional<Place> find(String name) {
    return Optional.ofNullable(places.get(name));
  }

  Set<String> names() {
    return new TreeSet<>(places.keySet());
  }

  /// Those that an earlier version kept here, by the name of the index.
  SortedMap<String, IndexTraits> former() {
    SortedMap<String, IndexTraits> former = new TreeMap<>();
    places.forEach((name, place) -> place.former().ifPresent(each -> former.put(name, each)));
    return former;
  }

  boolean hasPort(int port) {
    return places.values().stream().anyMatch(each -> each.port() == port);
  }

  void put(String name, Place place) {
    if (!place.equals(places.put(name, place))) {
      save();
    }
  }

  /// @return what was kept
  Optional<Place> remove(String name) {
    Optional<Place> removed = Optional.ofNullable(places.remove(name));
    removed.ifPresent(_ -> save());
    return removed;
  }

  private void save() {
    Map<String, Object> indexes = new LinkedHashMap<>();
    places.forEach((name, place) -> indexes.put(name, place.view()));
    file.write(Map.of("indexes", indexes));
  }
}
