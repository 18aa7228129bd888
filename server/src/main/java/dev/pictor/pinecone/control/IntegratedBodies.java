package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.Input;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import java.util.Map;
import java.util.Set;

/// Reads what an index is asked to be whose vectors this server makes. Stateless.
final class IntegratedBodies {

  private static final Set<String> KINDS = Set.of(Input.TEXT, Input.IMAGE);

  private IntegratedBodies() {}

  /// The body of `create-for-model`, the same in both dialects.
  static IndexRequest create(JsonBody body, LocalModels models) {
    String name = IndexBodies.name(body.text("name"));
    Deployment deployment =
        Regions.require(new Deployment.Managed(body.text("cloud"), body.text("region")));
    JsonBody embed = body.object("embed");
    VectorSource.Integrated source = source(embed);
    requireModel(source.model(), models);
    try (InputEncoder model = models.open(source.model())) {
      requireDimension(embed, model);
      CollectionSpec spec =
          new CollectionSpec(
              name,
              VectorSpace.dense(
                  model.dimension(),
                  MetricNames.parse(embed.optionalText("metric").orElse("cosine"))),
              new ModelBinding.Bound(model.model(), model.fingerprint()),
              body.optionalObject("schema")
                  .map(schema -> IndexBodies.filterable(schema.object("fields")))
                  .orElse(MetadataSchema.all()),
              IndexBodies.settings(body));
      return new IndexRequest(
          spec,
          IndexEntry.fresh(
              deployment, ReadCapacity.read(body.optionalObject("read_capacity")), source),
          "");
    }
  }

  /// @throws InvalidRequest when it maps nothing
  static VectorSource.Integrated source(JsonBody embed) {
    VectorSource.Integrated source = VectorSource.Integrated.read(embed);
    requireMapping(source.fieldMap());
    return source;
  }

  private static Map<String, String> requireMapping(Map<String, String> fieldMap) {
    if (fieldMap.isEmpty() || !KINDS.containsAll(fieldMap.keySet())) {
      throw new InvalidRequest(
          "embed.field_map: %s (expected: {\"text\": FIELD}, or image in place of text, or both)"
              .formatted(fieldMap));
    }
    return fieldMap;
  }

  /// A change of `before`: of an index whose vectors this server makes already, what is not named
  /// stays.
  ///
  /// @throws InvalidRequest when it maps nothing
  static VectorSource.Integrated source(JsonBody embed, VectorSource before) {
    return switch (before) {
      case VectorSource.Clients() -> source(embed);
      case VectorSource.Documents _ ->
          throw new InvalidRequest("embed: given (expected: none, the index holds documents)");
      case VectorSource.Integrated old ->
          new VectorSource.Integrated(
              embed.optionalText("model").orElse(old.model()),
              embed.has("field_map") ? requireMapping(embed.textMap("field_map")) : old.fieldMap(),
              embed.has("read_parameters") ? embed.plain("read_parameters") : old.readParameters(),
              embed.has("write_parameters")
                  ? embed.plain("write_parameters")
                  : old.writeParameters());
    };
  }

  /// @throws InvalidRequest when the model's vectors are not those of the index
  static void requireFit(Index index, InputEncoder model) {
    if (!(index.collection().spec().space() instanceof VectorSpace.Dense dense)
        || dense.dimension() != model.dimension()) {
      throw new InvalidRequest(
          "embed.model: %s makes dense vectors of dimension %d (expected: those of the index %s)"
              .formatted(model.model(), model.dimension(), index.name()));
    }
  }

  /// @throws dev.pictor.error.NotFound in the words of this operation
  static void requireModel(String model, LocalModels models) {
    if (models.find(model).isEmpty()) {
      throw models.unknown("Model %s not found.".formatted(model));
    }
  }

  /// @throws InvalidRequest when another one is asked for than the model has
  static void requireDimension(JsonBody embed, InputEncoder model) {
    int asked = embed.count("dimension").orElse(model.dimension());
    if (asked != model.dimension()) {
      throw new InvalidRequest(
          "embed.dimension: %d (expected: %d, the model %s has no other)"
              .formatted(asked, model.dimension(), model.model()));
    }
  }
}
