package dev.pictor.pinecone.control;

import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;

/// Writes what an index is. Stateless. In the classic dialect `spec` has exactly one key, and a
/// serverless one always its read capacity with a status: the Java client refuses all else.
final class IndexViews {

  private IndexViews() {}

  /// @param host where clients find the data plane
  static Map<String, Object> view(Index index, Dialect dialect, String host) {
    return switch (dialect) {
      case CLASSIC -> classic(index, host);
      case SCHEMA -> schema(index, host);
    };
  }

  private static Map<String, Object> classic(Index index, String host) {
    CollectionSpec spec = index.collection().spec();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", index.name());
    if (spec.space() instanceof VectorSpace.Dense dense) {
      view.put("dimension", dense.dimension());
    }
    view.put("metric", MetricNames.of(spec.similarity()));
    view.put("host", host);
    view.put("vector_type", spec.space() instanceof VectorSpace.Dense ? "dense" : "sparse");
    view.put("deletion_protection", protection(spec));
    if (!spec.settings().tags().isEmpty()) {
      view.put("tags", spec.settings().tags());
    }
    putEmbedding(view, index);
    view.put("status", status());
    view.put("spec", spec(index));
    return view;
  }

  private static Map<String, Object> spec(Index index) {
    MetadataSchema fields = index.collection().spec().schema();
    Map<String, Object> inner = new LinkedHashMap<>();
    return switch (index.entry().deployment()) {
      case Deployment.Managed(String cloud, String region) -> {
        inner.put("cloud", cloud);
        inner.put("region", region);
        inner.put("read_capacity", index.entry().readCapacity().view());
        putSchema(inner, fields);
        yield Map.of("serverless", inner);
      }
      case Deployment.Byoc(String environment) -> {
        inner.put("environment", environment);
        inner.put("read_capacity", index.entry().readCapacity().view());
        putSchema(inner, fields);
        yield Map.of("byoc", inner);
      }
      case Deployment.Pod pod -> {
        inner.putAll(pod.fields());
        if (fields instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
          inner.put("metadata_config", Map.of("indexed", names));
        }
        yield Map.of("pod", inner);
      }
    };
  }

  static void putSchema(Map<String, Object> view, MetadataSchema fields) {
    if (fields instanceof MetadataSchema.NamedFields) {
      view.put("schema", Map.of("fields", filterable(fields)));
    }
  }

  private static Map<String, Object> filterable(MetadataSchema schema) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (schema instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      names.forEach(name -> fields.put(name, Map.of("filterable", true)));
    }
    return fields;
  }

  private static Map<String, Object> schema(Index index, String host) {
    CollectionSpec spec = index.collection().spec();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", index.name());
    view.put("host", host);
    view.put("status", status());
    view.put("deployment", index.entry().deployment().view());
    view.put("schema", Map.of("fields", fields(spec, index.entry())));
    putEmbedding(view, index);
    view.put("deletion_protection", protection(spec));
    view.put("read_capacity", index.entry().readCapacity().view());
    if (!spec.settings().tags().isEmpty()) {
      view.put("tags", spec.settings().tags());
    }
    return view;
  }

  private static void putEmbedding(Map<String, Object> view, Index index) {
    if (index.entry().vectors() instanceof VectorSource.Integrated integrated
        && index.collection().spec().space() instanceof VectorSpace.Dense dense) {
      Map<String, Object> embed = integrated.view();
      embed.put("metric", MetricNames.of(dense.similarity()));
      embed.put("dimension", dense.dimension());
      embed.put("vector_type", "dense");
      view.put("embed", embed);
    }
  }

  /// Where this server makes the vectors, the fields that it makes them of; of documents the one
  /// with the vector; else the reserved ones: indexes of dense vectors always report both.
  static Map<String, Object> fields(CollectionSpec spec, IndexEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (entry.vectors()) {
      case VectorSource.Integrated integrated ->
          integrated
              .fieldMap()
              .forEach((_, field) -> fields.put(field, semantic(spec, integrated)));
      case VectorSource.Documents(String field, String model) ->
          fields.put(
              field,
              model.isEmpty()
                  ? vector(spec)
                  : Map.of("type", "string", "embed", embedding(spec, model)));
      case VectorSource.Clients() -> {
        if (spec.space() instanceof VectorSpace.Dense) {
          fields.put(SchemaBodies.DENSE_FIELD, vector(spec));
        }
        fields.put(SchemaBodies.SPARSE_FIELD, Map.of("type", "sparse_vector"));
      }
    }
    fields.putAll(filterable(spec.schema()));
    return fields;
  }

  private static Map<String, Object> vector(CollectionSpec spec) {
    Map<String, Object> field = new LinkedHashMap<>();
    if (spec.space() instanceof VectorSpace.Dense dense) {
      field.put("type", "dense_vector");
      field.put("dimension", dense.dimension());
      field.put("metric", MetricNames.of(dense.similarity()));
    } else {
      field.put("type", "sparse_vector");
    }
    return field;
  }

  private static Map<String, Object> embedding(CollectionSpec spec, String model) {
    Map<String, Object> embed = new LinkedHashMap<>();
    embed.put("model", model);
    embed.put("dimension", spec.dimension());
    embed.put("metric", MetricNames.of(spec.similarity()));
    return embed;
  }

  private static Map<String, Object> semantic(
      CollectionSpec spec, VectorSource.Integrated integrated) {
    Map<String, Object> field = new LinkedHashMap<>();
    field.put("type", "semantic_text");
    field.put("model", integrated.model());
    field.put("dimension", spec.dimension());
    field.put("metric", MetricNames.of(spec.similarity()));
    field.put("read_parameters", integrated.readParameters());
    field.put("write_parameters", integrated.writeParameters());
    return field;
  }

  private static String protection(CollectionSpec spec) {
    return spec.settings().deletionProtected() ? "enabled" : "disabled";
  }

  private static Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("ready", true);
    status.put("state", "Ready");
    return status;
  }
}
