package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.control.SchemaBodies.Held;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import java.util.List;
import java.util.Optional;

/// Reads the schema of an index of documents. One field of each document is searched: a vector, or
/// a text that a model of this server makes one of. All others are indexed for filters as they
/// come. Stateless.
final class DocumentBodies {

  private DocumentBodies() {}

  /// @throws InvalidRequest naming the field that is not served
  static Held read(JsonBody fields, LocalModels models) {
    List<String> names = fields.names();
    if (names.size() != 1) {
      throw new InvalidRequest(
          "schema.fields: %s (expected: one field that is searched; other fields of documents are indexed for filters without being declared)"
              .formatted(names));
    }
    String name = names.getFirst();
    JsonBody field = fields.object(name);
    String type = field.text("type");
    return switch (type) {
      case "dense_vector" -> vectors(name, SchemaBodies.dense(field));
      case "sparse_vector" -> vectors(name, new VectorSpace.Sparse());
      case "string" -> embedded(name, field, models);
      default ->
          throw new InvalidRequest(
              "schema.fields.%s.type: %s (expected: dense_vector, sparse_vector or string)"
                  .formatted(name, type));
    };
  }

  private static Held vectors(String name, VectorSpace space) {
    return new Held(
        space,
        new ModelBinding.Unattested(),
        MetadataSchema.all(),
        new VectorSource.Documents(name, ""));
  }

  private static Held embedded(String name, JsonBody field, LocalModels models) {
    for (String other : List.of("full_text_search", "sparse_embed")) {
      if (field.has(other)) {
        throw new InvalidRequest(
            "schema.fields.%s.%s: given (expected: embed; this server has no search of words yet)"
                .formatted(name, other));
      }
    }
    JsonBody embed =
        field
            .optionalObject("embed")
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "schema.fields.%s: a string without embed (expected: embed)"
                            .formatted(name)));
    String asked = embed.optionalText("model").orElse(models.usual());
    IntegratedBodies.requireModel(asked, models);
    try (InputEncoder model = models.open(asked)) {
      IntegratedBodies.requireDimension(embed, model);
      Optional<String> metric = embed.optionalText("metric");
      return new Held(
          VectorSpace.dense(model.dimension(), MetricNames.parse(metric.orElse("cosine"))),
          new ModelBinding.Bound(model.model(), model.fingerprint()),
          MetadataSchema.all(),
          new VectorSource.Documents(name, asked));
    }
  }
}
