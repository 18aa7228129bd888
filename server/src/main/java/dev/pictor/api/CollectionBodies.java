package dev.pictor.api;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelUse;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.JsonFields;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.Similarity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/// Reads what a collection is asked to be.
final class CollectionBodies {

  private final LoadedModels models;

  CollectionBodies(LoadedModels models) {
    this.models = models;
  }

  CollectionSpec spec(JsonFields fields) {
    String name = fields.text("name");
    Optional<String> model = fields.optionalText("model");
    String vectors = fields.optionalText("vectors").orElse("dense");
    CollectionSpec spec =
        switch (vectors) {
          case "dense" -> model.isPresent() ? bound(name, fields, model.get()) : free(name, fields);
          case "sparse" -> sparse(name, fields, model);
          default ->
              throw new InvalidRequest(
                  "vectors: %s (expected: dense or sparse)".formatted(vectors));
        };
    CollectionSettings settings =
        CollectionSettings.none()
            .withTags(tags(fields))
            .withDeletionProtected(fields.flag("deletionProtected", false));
    return spec.withSchema(schema(fields)).withSettings(settings);
  }

  private static CollectionSpec sparse(String name, JsonFields fields, Optional<String> model) {
    for (String field : new String[] {"dimension", "precision"}) {
      if (fields.has(field)) {
        throw new InvalidRequest("%s: given (expected: none, vectors: sparse)".formatted(field));
      }
    }
    if (model.isPresent()) {
      throw new InvalidRequest(
          "model: %s makes dense vectors (expected: none, vectors: sparse)".formatted(model.get()));
    }
    String similarity = fields.optionalText("similarity").orElse("dotproduct");
    if (!similarity.equals("dotproduct")) {
      throw new InvalidRequest(
          "similarity: %s (expected: dotproduct, vectors: sparse)".formatted(similarity));
    }
    return new CollectionSpec(name, new VectorSpace.Sparse(), new ModelBinding.Unattested());
  }

  private static CollectionSpec free(String name, JsonFields fields) {
    int dimension =
        fields
            .optionalInt("dimension")
            .orElseThrow(() -> fields.missing("dimension", "1 to 20000, or a model that has one"));
    return new CollectionSpec(name, dense(fields, dimension), new ModelBinding.Unattested());
  }

  private CollectionSpec bound(String name, JsonFields fields, String model) {
    OptionalInt dimension = fields.optionalInt("dimension");
    try (ModelUse use = models.use(model)) {
      EmbeddingModel own = use.embedder().model();
      if (dimension.isPresent() && dimension.getAsInt() != own.dimension()) {
        throw new InvalidRequest(
            "dimension: %d (expected: %d, model: %s)"
                .formatted(dimension.getAsInt(), own.dimension(), own.name()));
      }
      return new CollectionSpec(
          name,
          dense(fields, own.dimension()),
          new ModelBinding.Bound(own.name(), own.fingerprint()));
    }
  }

  private static VectorSpace dense(JsonFields fields, int dimension) {
    return new VectorSpace.Dense(
        dimension,
        similarity(fields.optionalText("similarity").orElse("cosine")),
        precision(fields.optionalText("precision").orElse("float32")));
  }

  static Similarity similarity(String name) {
    return switch (name) {
      case "cosine" -> Similarity.COSINE;
      case "dotproduct" -> Similarity.DOT_PRODUCT;
      case "euclidean" -> Similarity.EUCLIDEAN;
      default ->
          throw new InvalidRequest(
              "similarity: %s (expected: cosine, dotproduct or euclidean)".formatted(name));
    };
  }

  private static Precision precision(String name) {
    return switch (name) {
      case "float32" -> Precision.FLOAT32;
      case "int8" -> Precision.INT8;
      default ->
          throw new InvalidRequest("precision: %s (expected: float32 or int8)".formatted(name));
    };
  }

  static MetadataSchema schema(JsonFields fields) {
    return fields.has("indexed")
        ? new MetadataSchema.NamedFields(new TreeSet<>(fields.texts("indexed")))
        : MetadataSchema.all();
  }

  /// Names and values; an empty value takes a tag away.
  static Map<String, String> tags(JsonFields fields) {
    Map<String, String> tags = new LinkedHashMap<>();
    fields
        .map("tags")
        .forEach(
            (key, value) -> {
              if (!(value instanceof String text)) {
                throw new InvalidRequest("tags.%s: %s (expected: a string)".formatted(key, value));
              }
              tags.put(key, text);
            });
    return tags;
  }
}
