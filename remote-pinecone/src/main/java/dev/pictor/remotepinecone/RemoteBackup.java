package dev.pictor.remotepinecone;

import static dev.pictor.remotepinecone.IndexSpecs.DENSE;
import static dev.pictor.remotepinecone.IndexSpecs.SPARSE;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.ServiceException;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Snapshot;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.openapitools.db_control.client.model.BackupModelSchema;
import org.openapitools.db_control.client.model.BackupModelSchemaFieldsValue;
import org.openapitools.db_control.client.model.IndexModel;
import org.openapitools.db_control.client.model.IndexModelServerless;
import org.openapitools.db_control.client.model.IndexModelSpec;
import org.openapitools.db_control.client.model.ServerlessSpecResponse;
import tools.jackson.databind.JsonNode;

/// A backup as a service describes it: Pinecone's `BackupModel`.
///
/// @param said the JSON object
record RemoteBackup(JsonNode said) {

  private static final String READY = "Ready";
  private static final Set<String> FAILED = Set.of("Failed", "InitializationFailed");

  /// Metrics of indexes that have no dimension.
  private static final Set<String> OF_SPARSE = Set.of("", "dotproduct");

  /// What Pictors say in place of a cloud: where is not known then.
  private static final Set<String> NO_CLOUDS = Set.of("", "pod", "byoc");

  private String text(String field) {
    return said.path(field).asString("");
  }

  String id() {
    return text("backup_id");
  }

  boolean isReady() {
    return text("status").equals(READY);
  }

  boolean isFailed() {
    return FAILED.contains(text("status"));
  }

  /// Those that the index had.
  Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    said.path("tags").forEachEntry((key, value) -> tags.put(key, value.asString("")));
    return tags;
  }

  /// @param known what a collection is that is there, by its name
  /// @throws CorruptStore when it is nothing that a collection can be
  Snapshot snapshot(Function<String, Optional<CollectionSpec>> known) {
    try {
      return new Snapshot(
          id(),
          text("name"),
          text("description"),
          IndexSpecs.spec(index(known)),
          isReady() ? Snapshot.Status.READY : Snapshot.Status.DAMAGED,
          said.path("record_count").asLong(0),
          said.path("namespace_count").asLong(0),
          said.path("size_bytes").asLong(0),
          created());
    } catch (IllegalArgumentException | DateTimeException | ServiceException e) {
      throw new CorruptStore(
          "snapshot: %s: %s (expected: a backup of an index of vectors, with tags as this store writes them). Delete it, or restore it with a client of the service."
              .formatted(id(), e.getMessage()),
          e);
    }
  }

  /// The clock of the service; some write a space before the time.
  private Instant created() {
    return OffsetDateTime.parse(text("created_at").replace(' ', 'T')).toInstant();
  }

  /// The index that it is a backup of, so that both are read alike.
  private IndexModel index(Function<String, Optional<CollectionSpec>> known) {
    String name = text("source_index_name");
    ServerlessSpecResponse place = new ServerlessSpecResponse().cloud("aws").region("us-east-1");
    if (!NO_CLOUDS.contains(text("cloud"))) {
      place.cloud(text("cloud")).region(text("region"));
    }
    JsonNode fields = said.path("schema").path("fields");
    if (fields.isObject()) {
      place.schema(schema(fields));
    }
    IndexModel index =
        new IndexModel()
            .name(name)
            .tags(tags())
            .deletionProtection(IndexSpecs.protection(false))
            .spec(new IndexModelSpec(new IndexModelServerless().serverless(place)));
    JsonNode dimension = said.path("dimension");
    return dimension.isInt()
        ? dense(index, dimension.intValue(), known)
        : index.vectorType(OF_SPARSE.contains(text("metric")) ? SPARSE : DENSE);
  }

  /// Pinecone may leave the metric out. It is that of the index while there is one, or else most
  /// likely the one that indexes have of which nothing is said.
  private IndexModel dense(
      IndexModel index, int dimension, Function<String, Optional<CollectionSpec>> known) {
    String metric = text("metric");
    if (metric.isEmpty()) {
      metric =
          known
              .apply(index.getName())
              .filter(spec -> spec.dimension() == dimension)
              .map(spec -> IndexSpecs.metric(spec.similarity()))
              .orElse("cosine");
    }
    return index.vectorType(DENSE).dimension(dimension).metric(metric);
  }

  private static BackupModelSchema schema(JsonNode fields) {
    BackupModelSchema schema = new BackupModelSchema();
    fields.forEachEntry(
        (name, field) ->
            schema.putFieldsItem(
                name,
                new BackupModelSchemaFieldsValue()
                    .filterable(field.path("filterable").asBoolean(false))));
    return schema;
  }
}
