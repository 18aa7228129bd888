package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/// Reads what an index is asked to be in the newer dialect. The reserved fields `_values` and
/// `_sparse_values` make it an index of vectors, any other an index of documents. Stateless.
final class SchemaBodies {

  static final String DENSE_FIELD = "_values";
  static final String SPARSE_FIELD = "_sparse_values";

  private SchemaBodies() {}

  static IndexRequest create(JsonBody body, LocalModels models) {
    JsonBody fields = body.object("schema").object("fields");
    Deployment deployment =
        requireMakeable(
            body.optionalObject("deployment").map(Deployment::read).orElse(Deployment.standard()));
    String name = IndexBodies.name(body.optionalText("name").orElseGet(SchemaBodies::newName));
    Held held =
        fields.has(DENSE_FIELD) || fields.has(SPARSE_FIELD)
            ? vectors(fields)
            : DocumentBodies.read(fields, models);
    CollectionSpec spec =
        new CollectionSpec(
            name, held.space(), held.model(), held.schema(), IndexBodies.settings(body));
    ReadCapacity capacity = ReadCapacity.read(body.optionalObject("read_capacity"));
    return new IndexRequest(spec, IndexEntry.fresh(deployment, capacity, held.source()), "");
  }

  /// What a schema says of what an index holds.
  record Held(VectorSpace space, ModelBinding model, MetadataSchema schema, VectorSource source) {}

  private static Held vectors(JsonBody fields) {
    return new Held(
        space(fields),
        new ModelBinding.Unattested(),
        filterable(fields),
        new VectorSource.Clients());
  }

  private static Deployment requireMakeable(Deployment deployment) {
    return switch (deployment) {
      case Deployment.Managed managed -> Regions.require(managed);
      case Deployment.Byoc byoc -> byoc;
      // Pinecone has no new ones any more; old programs with a new client ask for them all the
      // same.
      case Deployment.Pod pod -> pod;
    };
  }

  private static String newName() {
    return "index-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  private static VectorSpace space(JsonBody fields) {
    for (String name : fields.names()) {
      Optional<String> type = fields.object(name).optionalText("type");
      boolean reserved = name.equals(DENSE_FIELD) || name.equals(SPARSE_FIELD);
      if (!reserved && type.filter(SchemaBodies::ofDocuments).isPresent()) {
        throw new InvalidRequest(
            "schema.fields.%s: %s (expected: fields to filter by beside %s and %s, or an index of documents without them)"
                .formatted(name, type.get(), DENSE_FIELD, SPARSE_FIELD));
      }
    }
    return fields.has(DENSE_FIELD)
        ? dense(fields.object(DENSE_FIELD))
        : IndexBodies.sparse(fields.object(SPARSE_FIELD).optionalText("metric"));
  }

  /// The space that a field of dense vectors asks for.
  static VectorSpace dense(JsonBody field) {
    return IndexBodies.dense(
        field.count("dimension").orElseThrow(() -> field.missing("dimension")),
        field.optionalText("metric").orElse("cosine"));
  }

  private static boolean ofDocuments(String type) {
    return !List.of("string", "boolean", "float", "integer", "string_list").contains(type);
  }

  /// Fields beside the vectors limit what filters may use; without any, all are indexed.
  private static MetadataSchema filterable(JsonBody fields) {
    TreeSet<String> names = new TreeSet<>();
    boolean any = false;
    for (String name : fields.names()) {
      if (!name.equals(DENSE_FIELD) && !name.equals(SPARSE_FIELD)) {
        any = true;
        if (fields.object(name).flag("filterable").orElse(false)) {
          names.add(name);
        }
      }
    }
    return any ? new MetadataSchema.NamedFields(names) : MetadataSchema.all();
  }
}
