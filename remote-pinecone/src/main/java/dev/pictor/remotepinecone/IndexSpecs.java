package dev.pictor.remotepinecone;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.ServiceException;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.Similarity;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.openapitools.db_control.client.model.BackupModelSchema;
import org.openapitools.db_control.client.model.BackupModelSchemaFieldsValue;
import org.openapitools.db_control.client.model.CreateIndexRequest;
import org.openapitools.db_control.client.model.IndexModel;
import org.openapitools.db_control.client.model.IndexModelPodBased;
import org.openapitools.db_control.client.model.IndexModelServerless;
import org.openapitools.db_control.client.model.IndexSpec;
import org.openapitools.db_control.client.model.IndexSpecServerless;
import org.openapitools.db_control.client.model.ServerlessSpec;

/// Collections as indexes and back. Stateless.
final class IndexSpecs {

  static final String SPARSE = "sparse";
  static final String DENSE = "dense";

  private IndexSpecs() {}

  /// What makes a serverless index of it.
  static CreateIndexRequest request(CollectionSpec spec, PineconeAccess access) {
    ServerlessSpec place = new ServerlessSpec().cloud(access.cloud()).region(access.region());
    if (spec.schema() instanceof MetadataSchema.NamedFields(SortedSet<String> names)
        && !names.isEmpty()) {
      BackupModelSchema schema = new BackupModelSchema();
      names.forEach(
          each -> schema.putFieldsItem(each, new BackupModelSchemaFieldsValue().filterable(true)));
      place.schema(schema);
    }
    CreateIndexRequest request =
        new CreateIndexRequest()
            .name(spec.name())
            .metric(metric(spec.similarity()))
            .deletionProtection(protection(spec.settings().deletionProtected()))
            .tags(IndexTags.of(spec))
            .spec(new IndexSpec(new IndexSpecServerless().serverless(place)));
    return switch (spec.space()) {
      case VectorSpace.Dense dense -> request.dimension(dense.dimension()).vectorType(DENSE);
      case VectorSpace.Sparse() -> request.vectorType(SPARSE);
    };
  }

  static String protection(boolean on) {
    return on ? "enabled" : "disabled";
  }

  static String metric(Similarity similarity) {
    return switch (similarity) {
      case COSINE -> "cosine";
      case DOT_PRODUCT -> "dotproduct";
      case EUCLIDEAN -> "euclidean";
    };
  }

  /// @throws ServiceException when it is nothing that a collection can be
  static CollectionSpec read(IndexModel index) {
    try {
      return spec(index);
    } catch (IllegalArgumentException e) {
      throw new CorruptStore(
          "index: %s: %s (expected: an index of vectors, with tags as this store writes them). Delete the tags that begin with pictor-, or the index."
              .formatted(index.getName(), e.getMessage()),
          e);
    }
  }

  /// @throws IllegalArgumentException or ServiceException when it is nothing that a collection can
  ///   be
  static CollectionSpec spec(IndexModel index) {
    Map<String, String> tags = tags(index);
    SortedMap<String, String> annotations = AnnotationTags.read(tags);
    ToldDeployment.addTo(annotations, index);
    return new CollectionSpec(
        index.getName(),
        space(index, tags),
        IndexTags.model(tags),
        schema(index, tags),
        new CollectionSettings(
            IndexTags.foreign(tags),
            "enabled".equals(index.getDeletionProtection()),
            Optional.empty(), // how it lies on machines is the service's business
            annotations));
  }

  static Map<String, String> tags(IndexModel index) {
    Map<String, String> tags = index.getTags();
    return tags == null ? Map.of() : tags;
  }

  private static VectorSpace space(IndexModel index, Map<String, String> tags) {
    if (SPARSE.equals(index.getVectorType())) {
      return new VectorSpace.Sparse();
    }
    Integer dimension = index.getDimension();
    if (dimension == null) {
      throw new IllegalArgumentException("dimension: none");
    }
    return new VectorSpace.Dense(
        dimension, similarity(index.getMetric()), IndexTags.precision(tags));
  }

  private static Similarity similarity(String metric) {
    return switch (metric) {
      case "cosine" -> Similarity.COSINE;
      case "dotproduct" -> Similarity.DOT_PRODUCT;
      case "euclidean" -> Similarity.EUCLIDEAN;
      default -> throw new IllegalArgumentException("metric: " + metric);
    };
  }

  private static MetadataSchema schema(IndexModel index, Map<String, String> tags) {
    if (IndexTags.indexesNothing(tags)) {
      return MetadataSchema.only();
    }
    return switch (index.getSpec().getActualInstance()) {
      case IndexModelServerless kind ->
          Optional.ofNullable(kind.getServerless().getSchema())
              .flatMap(schema -> Optional.ofNullable(schema.getFields()))
              .filter(fields -> !fields.isEmpty())
              .map(fields -> named(filterable(fields)))
              .orElse(MetadataSchema.all());
      case IndexModelPodBased kind ->
          Optional.ofNullable(kind.getPod().getMetadataConfig())
              .flatMap(config -> Optional.ofNullable(config.getIndexed()))
              .map(IndexSpecs::named)
              .orElse(MetadataSchema.all());
      case null, default -> MetadataSchema.all();
    };
  }

  private static Collection<String> filterable(Map<String, BackupModelSchemaFieldsValue> fields) {
    SortedSet<String> names = new TreeSet<>();
    fields.forEach(
        (name, field) -> {
          if (Boolean.TRUE.equals(field.getFilterable())) {
            names.add(name);
          }
        });
    return names;
  }

  private static MetadataSchema named(Collection<String> names) {
    return new MetadataSchema.NamedFields(new TreeSet<>(names));
  }
}
