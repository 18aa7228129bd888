package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.IOUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The folder of one collection: `collection.json` and `index/`. `docs/format.md` describes it.
final class CollectionFolder {

  static final String DESCRIPTION = "collection.json";
  static final String INDEX = "index";
  private static final int VERSION = 4;

  /// Of a collection with one generation, so that earlier programs read it.
  private static final int SINGLE = 3;

  private static final int FIRST_CHECKED = 2;
  private static final String DENSE = "dense";
  private static final String SPARSE = "sparse";

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
    json.put("name", spec.name());
    putVectors(json, spec);
    if (spec.schema() instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      ArrayNode indexed = json.putArray("indexed");
      names.forEach(indexed::add);
    }
    ObjectNode tags = json.putObject("tags");
    spec.settings().tags().forEach(tags::put);
    json.put("deletionProtected", spec.settings().deletionProtected());
    if (!single) {
      json.put("index", layout.index());
    }
    layout
        .second()
        .ifPresent(
            second -> {
              ObjectNode beside = json.putObject("second");
              beside.put("role", second.role().name()).put("index", second.index());
              putVectors(beside, second.spec());
            });
    JsonFile.publish(folder.resolve(DESCRIPTION), json);
    return folder;
  }

  private static void putVectors(ObjectNode json, CollectionSpec spec) {
    switch (spec.space()) {
      case VectorSpace.Dense(int dimension, Similarity similarity, Precision precision) ->
          json.put("vectors", DENSE)
              .put("dimension", dimension)
              .put("similarity", similarity.name())
              .put("precision", precision.name());
      case VectorSpace.Sparse() -> json.put("vectors", SPARSE);
    }
    if (spec.model() instanceof ModelBinding.Bound bound) {
      json.putObject("model")
          .put("name", bound.model())
          .put("fingerprint", bound.fingerprint().hex());
    }
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
      CollectionSpec serving =
          new CollectionSpec(
              json.required("name").asString(),
              space(json),
              model(json),
              schema(json),
              settings(json));
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
        serving.withSpace(space(json)).withModel(model(json)));
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

  private static VectorSpace space(JsonNode json) {
    String vectors = json.path("vectors").asString(DENSE);
    return switch (vectors) {
      case DENSE ->
          new VectorSpace.Dense(
              json.required("dimension").asInt(),
              Similarity.valueOf(json.required("similarity").asString()),
              Precision.valueOf(json.path("precision").asString(Precision.FLOAT32.name())));
      case SPARSE -> new VectorSpace.Sparse();
      default -> throw new IllegalArgumentException("vectors: " + vectors);
    };
  }

  private static MetadataSchema schema(JsonNode json) {
    JsonNode indexed = json.get("indexed");
    if (indexed == null) {
      return MetadataSchema.all();
    }
    SortedSet<String> names = new TreeSet<>();
    indexed.forEach(each -> names.add(each.asString()));
    return new MetadataSchema.NamedFields(names);
  }

  private static CollectionSettings settings(JsonNode json) {
    SortedMap<String, String> tags = new TreeMap<>();
    json.path("tags").forEachEntry((key, value) -> tags.put(key, value.asString()));
    return new CollectionSettings(tags, json.path("deletionProtected").asBoolean(false));
  }

  private static ModelBinding model(JsonNode json) {
    JsonNode model = json.get("model");
    return model == null
        ? new ModelBinding.Unattested()
        : new ModelBinding.Bound(
            model.required("name").asString(),
            new ModelFingerprint(model.required("fingerprint").asString()));
  }
}
