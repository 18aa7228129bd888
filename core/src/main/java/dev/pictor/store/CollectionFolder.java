package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.IOUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The folder of one collection: `collection.json` and `index/`. `docs/format.md` describes it.
final class CollectionFolder {

  static final String DESCRIPTION = "collection.json";
  private static final String INDEX = "index";
  private static final int VERSION = 3;
  private static final int FIRST_CHECKED = 2;
  private static final String DENSE = "dense";
  private static final String SPARSE = "sparse";

  /// Puts an index into an empty folder, its files and their names durable.
  interface Filling {
    void fill(Path index) throws IOException;
  }

  private CollectionFolder() {}

  static Path index(Path folder) {
    return folder.resolve(INDEX);
  }

  /// Fills `folder`, which is made, with a collection, durably.
  static void create(Path folder, CollectionSpec spec, Filling filling) throws IOException {
    Files.createDirectory(folder);
    Files.createDirectory(index(folder));
    filling.fill(index(folder));
    writeSpec(folder, spec);
    IOUtils.fsync(folder, true);
  }

  /// Publishes `spec`: after a crash there is the old or the new one.
  static Path writeSpec(Path folder, CollectionSpec spec) throws IOException {
    ObjectNode json = JsonFile.content(VERSION);
    json.put("name", spec.name());
    switch (spec.space()) {
      case VectorSpace.Dense(int dimension, Similarity similarity, Precision precision) ->
          json.put("vectors", DENSE)
              .put("dimension", dimension)
              .put("similarity", similarity.name())
              .put("precision", precision.name());
      case VectorSpace.Sparse() -> json.put("vectors", SPARSE);
    }
    if (spec.schema() instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      ArrayNode indexed = json.putArray("indexed");
      names.forEach(indexed::add);
    }
    ObjectNode tags = json.putObject("tags");
    spec.settings().tags().forEach(tags::put);
    json.put("deletionProtected", spec.settings().deletionProtected());
    if (spec.model() instanceof ModelBinding.Bound bound) {
      json.putObject("model")
          .put("name", bound.model())
          .put("fingerprint", bound.fingerprint().hex());
    }
    JsonFile.publish(folder.resolve(DESCRIPTION), json);
    return folder;
  }

  /// @throws CorruptIndexException when the description is damaged
  static CollectionSpec readSpec(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    JsonNode json = JsonFile.read(file, FIRST_CHECKED, VERSION);
    try {
      return new CollectionSpec(
          json.required("name").asString(), space(json), model(json), schema(json), settings(json));
    } catch (JacksonException | InvalidRequest | IllegalArgumentException e) {
      throw new CorruptIndexException("no description of a collection", file.toString(), e);
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
