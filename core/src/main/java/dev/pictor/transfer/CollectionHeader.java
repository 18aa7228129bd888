package dev.pictor.transfer;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What a source of records says of the collection that they are from; in our own files a JSON
/// object under [#NAME].
///
/// @param namespaces which of their fields filters may use, by their names
public record CollectionHeader(
    String collection,
    VectorSpace space,
    ModelBinding model,
    MetadataSchema schema,
    SortedMap<String, MetadataSchema> namespaces) {

  /// Of the field of the first line, and of the note of a Parquet file.
  static final String NAME = "pictor-export";

  private static final int VERSION = 1;

  public CollectionHeader {
    namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
  }

  /// Of a source that has nothing but its records.
  ///
  /// @param first one of its vectors
  /// @param similarity of those that do not say it themselves, as dense ones beside sparse ones do
  static CollectionHeader of(VectorValues first, Similarity similarity) {
    VectorSpace space =
        first
            .dense()
            .<VectorSpace>map(
                dense ->
                    VectorSpace.dense(
                        dense.dimension(),
                        first.sparse().isPresent() ? Similarity.DOT_PRODUCT : similarity))
            .orElseGet(VectorSpace.Sparse::new);
    return new CollectionHeader(
        "", space, new ModelBinding.Unattested(), MetadataSchema.all(), new TreeMap<>());
  }

  /// @param namespaces which of them are told
  static CollectionHeader of(VectorCollection collection, List<String> namespaces) {
    CollectionSpec spec = collection.spec();
    SortedMap<String, MetadataSchema> told = new TreeMap<>();
    collection
        .namespaces()
        .forEach(
            (name, stats) -> {
              if (namespaces.contains(name)) {
                told.put(name, stats.schema());
              }
            });
    return new CollectionHeader(spec.name(), spec.space(), spec.model(), spec.schema(), told);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("collection", collection);
    switch (space) {
      case VectorSpace.Dense dense -> {
        json.put("vectors", "dense");
        json.put("dimension", dense.dimension());
        json.put("similarity", word(dense.similarity()));
        json.put("precision", word(dense.precision()));
      }
      case VectorSpace.Sparse() -> json.put("vectors", "sparse");
    }
    if (model instanceof ModelBinding.Bound(String name, ModelFingerprint fingerprint)) {
      json.put("model", name);
      json.put("fingerprint", fingerprint.hex());
    }
    json.putAll(indexed(schema));
    Map<String, Object> spaces = new LinkedHashMap<>();
    namespaces.forEach((name, fields) -> spaces.put(name, indexed(fields)));
    json.put("namespaces", spaces);
    return json;
  }

  private static Map<String, Object> indexed(MetadataSchema schema) {
    return switch (schema) {
      case MetadataSchema.AllFields() -> Map.of();
      case MetadataSchema.NamedFields named -> Map.of("indexed", List.copyOf(named.names()));
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// @throws InvalidRequest naming what is wrong
  static CollectionHeader parse(JsonNode json) {
    int version = json.path("version").asInt(0);
    if (version != VERSION) {
      throw new InvalidRequest(
          "%s.version: %d (expected: %d). Import it with the version of Pictor that made it."
              .formatted(NAME, version, VERSION));
    }
    SortedMap<String, MetadataSchema> namespaces = new TreeMap<>();
    json.path("namespaces")
        .properties()
        .forEach(each -> namespaces.put(each.getKey(), schema(each.getValue())));
    return new CollectionHeader(
        json.path("collection").asString(""), space(json), model(json), schema(json), namespaces);
  }

  private static VectorSpace space(JsonNode json) {
    String vectors = json.path("vectors").asString("");
    return switch (vectors) {
      case "sparse" -> new VectorSpace.Sparse();
      case "dense" ->
          new VectorSpace.Dense(
              json.path("dimension").asInt(0),
              value(Similarity.class, json, "similarity"),
              value(VectorSpace.Precision.class, json, "precision"));
      default ->
          throw new InvalidRequest(
              "%s.vectors: %s (expected: dense or sparse)".formatted(NAME, vectors));
    };
  }

  private static <E extends Enum<E>> E value(Class<E> type, JsonNode json, String field) {
    String word = json.path(field).asString("");
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "%s.%s: %s (expected: one of %s)"
              .formatted(
                  NAME,
                  field,
                  word,
                  List.of(type.getEnumConstants()).stream().map(CollectionHeader::word).toList()),
          e);
    }
  }

  private static ModelBinding model(JsonNode json) {
    if (!json.has("model")) {
      return new ModelBinding.Unattested();
    }
    String hex = json.path("fingerprint").asString("");
    try {
      return new ModelBinding.Bound(json.path("model").asString(""), new ModelFingerprint(hex));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "%s.fingerprint: %s (expected: 64 hex digits)".formatted(NAME, hex), e);
    }
  }

  private static MetadataSchema schema(JsonNode json) {
    if (!json.has("indexed")) {
      return MetadataSchema.all();
    }
    TreeSet<String> names = new TreeSet<>();
    json.path("indexed").forEach(each -> names.add(each.asString("")));
    return new MetadataSchema.NamedFields(names);
  }
}
