package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.IOUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The folder of one collection: `collection.json` and `index/`. `docs/format.md` describes it.
final class CollectionFolder {

  static final String DESCRIPTION = "collection.json";
  static final String INDEX = "index";
  private static final int VERSION = 4;

  /// Of a collection with one generation, so that earlier programs read it.
  private static final int SINGLE = 3;

  private static final int FIRST_CHECKED = 2;

  /// Puts an index into an empty folder, its files and their names durable.
  interface Filling {
    void fill(Path index) throws IOException;
  }

  /// What `collection.json` says.
  ///
  /// @param index name of the serving generation's folder
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Layout(CollectionSpec serving, String index, Optional<SecondIndex> second) {}

  /// The generation that does not serve.
  ///
  /// @param index name of its folder
  record SecondIndex(Generations.Role role, String index, CollectionSpec spec) {}

  private CollectionFolder() {}

  static Path index(Path folder) {
    return folder.resolve(INDEX);
  }

  /// Fills `folder`, which is made, with a collection, durably.
  static void create(Path folder, CollectionSpec spec, Filling filling) throws IOException {
    Files.createDirectory(folder);
    Files.createDirectory(index(folder));
    filling.fill(index(folder));
    write(folder, new Layout(spec, INDEX, Optional.empty()));
    IOUtils.fsync(folder, true);
  }

  /// Publishes `layout`: after a crash there is the old or the new one.
  static Path write(Path folder, Layout layout) throws IOException {
    CollectionSpec spec = layout.serving();
    boolean single = layout.index().equals(INDEX) && layout.second().isEmpty();
    ObjectNode json = JsonFile.content(single ? SINGLE : VERSION);
    SpecJson.put(json, spec);
    if (!single) {
      json.put("index", layout.index());
    }
    layout
        .second()
        .ifPresent(
            second -> {
              ObjectNode beside = json.putObject("second");
              beside.put("role", second.role().name()).put("index", second.index());
              SpecJson.putVectors(beside, second.spec());
            });
    JsonFile.publish(folder.resolve(DESCRIPTION), json);
    return folder;
  }

  /// @throws CorruptIndexException when the description is damaged
  static CollectionSpec readSpec(Path folder) throws IOException {
    return read(folder).serving();
  }

  /// @throws CorruptIndexException when the description is damaged
  static Layout read(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    JsonNode json = JsonFile.read(file, FIRST_CHECKED, VERSION);
    try {
      CollectionSpec serving = SpecJson.read(json);
      return new Layout(
          serving,
          indexName(json.path("index").asString(INDEX)),
          Optional.ofNullable(json.get("second")).map(second -> second(serving, second)));
    } catch (JacksonException | InvalidRequest | IllegalArgumentException e) {
      throw new CorruptIndexException("no description of a collection", file.toString(), e);
    }
  }

  private static SecondIndex second(CollectionSpec serving, JsonNode json) {
    return new SecondIndex(
        Generations.Role.valueOf(json.required("role").asString()),
        indexName(json.required("index").asString()),
        serving.withSpace(SpecJson.space(json)).withModel(SpecJson.model(json)));
  }

  private static String indexName(String name) {
    if (!name.matches(INDEX + "(-[0-9a-f-]+)?")) {
      throw new IllegalArgumentException("index: " + name);
    }
    return name;
  }

  /// Removes indexes that `layout` does not name: a crash left them.
  static void tidy(Path folder, Layout layout) throws IOException {
    Set<String> named = new HashSet<>(Set.of(layout.index()));
    layout.second().ifPresent(second -> named.add(second.index()));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        String name = each.getFileName().toString();
        if (name.startsWith(INDEX) && !named.contains(name)) {
          IOUtils.rm(each);
        }
      }
    }
  }
}
