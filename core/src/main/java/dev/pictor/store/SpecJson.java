package dev.pictor.store;

import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a collection is, as JSON and back; `docs/format.md` has the fields. Stateless.
public final class SpecJson {

  private static final String DENSE = "dense";
  private static final String SPARSE = "sparse";

  private SpecJson() {}

  /// Puts the fields of `spec` into `json`.
  public static void put(ObjectNode json, CollectionSpec spec) {
    json.put("name", spec.name());
    putVectors(json, spec);
    if (spec.schema() instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      ArrayNode indexed = json.putArray("indexed");
      names.forEach(indexed::add);
    }
    ObjectNode tags = json.putObject("tags");
    spec.settings().tags().forEach(tags::put);
    json.put("deletionProtected", spec.settings().deletionProtected());
    spec.settings()
        .distribution()
        .ifPresent(
            each ->
                json.putObject("distribution")
                    .put("shards", each.shards())
                    .put("copies", each.copies()));
    if (!spec.settings().annotations().isEmpty()) {
      ObjectNode annotations = json.putObject("annotations");
      spec.settings().annotations().forEach(annotations::put);
    }
  }

  /// @throws tools.jackson.core.JacksonException when a field is missing
  /// @throws IllegalArgumentException or [dev.pictor.error.InvalidRequest] when one has no meaning
  public static CollectionSpec read(JsonNode json) {
    return new CollectionSpec(
        json.required("name").asString(), space(json), model(json), schema(json), settings(json));
  }

  static void putVectors(ObjectNode json, CollectionSpec spec) {
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

  static VectorSpace space(JsonNode json) {
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
    return new CollectionSettings(
        texts(json.path("tags")),
        json.path("deletionProtected").asBoolean(false),
        Optional.ofNullable(json.get("distribution"))
            .map(
                each ->
                    new Distribution(
                        each.required("shards").asInt(), each.required("copies").asInt())),
        texts(json.path("annotations")));
  }

  private static SortedMap<String, String> texts(JsonNode json) {
    SortedMap<String, String> texts = new TreeMap<>();
    json.forEachEntry((key, value) -> texts.put(key, value.asString()));
    return texts;
  }

  static ModelBinding model(JsonNode json) {
    JsonNode model = json.get("model");
    return model == null
        ? new ModelBinding.Unattested()
        : new ModelBinding.Bound(
            model.required("name").asString(),
            new ModelFingerprint(model.required("fingerprint").asString()));
  }
}
