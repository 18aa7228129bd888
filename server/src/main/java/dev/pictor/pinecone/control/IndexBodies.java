package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.HttpFailure;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.Similarity;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reads what an index is asked to be, in the classic dialect (`spec`) or the newer one (`schema`);
/// the body itself tells which. Stateless.
final class IndexBodies {

  private static final int LONGEST_NAME = 45;

  private IndexBodies() {}

  static IndexRequest create(JsonBody body, LocalModels models) {
    return body.has("spec") || !body.has("schema")
        ? classic(body)
        : SchemaBodies.create(body, models);
  }

  private static IndexRequest classic(JsonBody body) {
    String name = name(body.text("name"));
    JsonBody spec = body.object("spec");
    List<String> kinds =
        spec.names().stream().filter(List.of("serverless", "pod", "byoc")::contains).toList();
    if (kinds.size() != 1) {
      throw new InvalidRequest(
          "spec: %s (expected: exactly one of serverless, pod, byoc)".formatted(kinds));
    }
    JsonBody kind = spec.object(kinds.getFirst());
    Deployment deployment =
        switch (kinds.getFirst()) {
          case "serverless" ->
              Regions.require(new Deployment.Managed(kind.text("cloud"), kind.text("region")));
          case "byoc" -> new Deployment.Byoc(kind.text("environment"));
          default -> Deployment.Pod.read(kind);
        };
    return new IndexRequest(
        new CollectionSpec(
            name,
            space(body, deployment),
            new ModelBinding.Unattested(),
            fields(kind),
            settings(body)),
        IndexEntry.fresh(
            deployment,
            ReadCapacity.read(kind.optionalObject("read_capacity")),
            new VectorSource.Clients()),
        kind.optionalText("source_collection").orElse(""));
  }

  private static VectorSpace space(JsonBody body, Deployment deployment) {
    Optional<String> metric = body.optionalText("metric");
    String type = body.optionalText("vector_type").orElse("dense");
    return switch (type) {
      case "dense" ->
          dense(
              body.count("dimension").orElseThrow(() -> body.missing("dimension")),
              metric.orElse("cosine"));
      case "sparse" -> {
        if (deployment instanceof Deployment.Pod) {
          throw new InvalidRequest("Sparse vector type is not supported for pod indexes");
        }
        if (body.has("dimension")) {
          throw new InvalidRequest("dimension: given (expected: none, vector_type: sparse)");
        }
        yield sparse(metric);
      }
      default ->
          throw new InvalidRequest(
              "Invalid vector_type: %s (expected: dense or sparse)".formatted(type));
    };
  }

  static VectorSpace dense(int dimension, String metric) {
    return VectorSpace.dense(dimension, MetricNames.parse(metric));
  }

  static VectorSpace sparse(Optional<String> metric) {
    if (metric.isPresent() && MetricNames.parse(metric.get()) != Similarity.DOT_PRODUCT) {
      throw new InvalidRequest("Sparse vector indexes must use the metric dotproduct");
    }
    return new VectorSpace.Sparse();
  }

  /// Which fields filters may use: those that a pod indexes or a serverless schema names, or all.
  private static MetadataSchema fields(JsonBody kind) {
    Optional<JsonBody> pod = kind.optionalObject("metadata_config");
    if (pod.isPresent() && pod.get().has("indexed")) {
      return new MetadataSchema.NamedFields(new TreeSet<>(pod.get().texts("indexed")));
    }
    return kind.optionalObject("schema")
        .map(schema -> schema.object("fields"))
        .map(IndexBodies::filterable)
        .orElse(MetadataSchema.all());
  }

  static MetadataSchema filterable(JsonBody fields) {
    TreeSet<String> names = new TreeSet<>();
    for (String name : fields.names()) {
      if (fields.object(name).flag("filterable").orElse(false)) {
        names.add(name);
      }
    }
    return new MetadataSchema.NamedFields(names);
  }

  static CollectionSettings settings(JsonBody body) {
    return CollectionSettings.none()
        .withTags(body.textMap("tags"))
        .withDeletionProtected(protection(body).orElse(false));
  }

  /// @throws HttpFailure 422 for a word that is none
  static Optional<Boolean> protection(JsonBody body) {
    return body.optionalText("deletion_protection")
        .map(
            word ->
                switch (word) {
                  case "enabled" -> true;
                  case "disabled" -> false;
                  default ->
                      throw body.wrong("deletion_protection", word, "one of `disabled`, `enabled`");
                });
  }

  static String name(String name) {
    if (!name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")) {
      throw new InvalidRequest(
          "Name must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character: "
              + name);
    }
    if (name.length() > LONGEST_NAME) {
      throw new InvalidRequest(
          "Name must have at most %d characters: %s".formatted(LONGEST_NAME, name));
    }
    return name;
  }
}
