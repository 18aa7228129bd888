package dev.pictor.pinecone.data;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.pinecone.proto.DeleteRequest;
import dev.pictor.pinecone.proto.DeleteResponse;
import dev.pictor.pinecone.proto.UpdateRequest;
import dev.pictor.pinecone.proto.UpdateResponse;
import dev.pictor.pinecone.proto.UpsertRequest;
import dev.pictor.pinecone.proto.UpsertResponse;
import dev.pictor.pinecone.proto.Vector;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Upsert, update, delete. Thread-safe.
final class RecordWrites {

  static final int MOST_RECORDS = 1000;

  private final Supplier<VectorCollection> collection;

  RecordWrites(Supplier<VectorCollection> collection) {
    this.collection = collection;
  }

  UpsertResponse upsert(UpsertRequest request) {
    requireAtMost("vectors", request.getVectorsCount());
    VectorCollection target = collection.get();
    CollectionSpec spec = target.spec();
    List<VectorRecord> records = new ArrayList<>(request.getVectorsCount());
    for (Vector each : request.getVectorsList()) {
      records.add(Vectors.record(spec, each));
    }
    if (!records.isEmpty()) {
      target.namespace(request.getNamespace()).upsert(records);
    }
    return UpsertResponse.newBuilder().setUpsertedCount(records.size()).build();
  }

  static void requireAtMost(String what, int given) {
    if (given > MOST_RECORDS) {
      throw new InvalidRequest(
          "%s: %d (expected: at most %d in a request)".formatted(what, given, MOST_RECORDS));
    }
  }

  UpdateResponse update(UpdateRequest request) {
    boolean byFilter = request.hasFilter();
    if (byFilter != request.getId().isEmpty()) {
      throw new InvalidRequest(
          byFilter
              ? "Cannot provide both 'id' and 'filter' at the same time"
              : "Either 'id' or 'filter' must be provided");
    }
    long matched = byFilter ? updateMatching(request) : updateOne(request);
    return UpdateResponse.newBuilder().setMatchedRecords(Math.toIntExact(matched)).build();
  }

  private long updateOne(UpdateRequest request) {
    VectorCollection target = collection.get();
    Namespace namespace = target.namespace(request.getNamespace());
    Optional<VectorValues> values =
        Vectors.values(target.spec(), request.getValuesList(), request.getSparseValues());
    values.ifPresent(each -> Vectors.requireDirection(request.getId(), each));
    Metadata metadata = Structs.metadata(request.getSetMetadata());
    return request.getDryRun()
        ? namespace.fetch(List.of(request.getId())).size()
        : namespace.update(List.of(new RecordUpdate(request.getId(), values, metadata)));
  }

  private long updateMatching(UpdateRequest request) {
    if (request.getValuesCount() > 0 || request.hasSparseValues()) {
      throw new InvalidRequest("Cannot update vector values by filter, only metadata");
    }
    MetadataFilter filter = Structs.filter(request.getFilter());
    Metadata metadata = Structs.metadata(request.getSetMetadata());
    Namespace namespace = collection.get().namespace(request.getNamespace());
    return request.getDryRun()
        ? namespace.count(filter)
        : namespace.updateMatching(filter, MetadataChange.put(metadata));
  }

  DeleteResponse delete(DeleteRequest request) {
    int ways =
        (request.getIdsCount() > 0 ? 1 : 0)
            + (request.getDeleteAll() ? 1 : 0)
            + (request.hasFilter() && request.getFilter().getFieldsCount() > 0 ? 1 : 0);
    if (ways != 1) {
      throw new InvalidRequest("Exactly one of 'ids', 'delete_all' and 'filter' must be provided");
    }
    requireAtMost("ids", request.getIdsCount());
    VectorCollection target = collection.get();
    Namespace namespace = target.namespace(request.getNamespace());
    boolean found;
    if (request.getDeleteAll()) {
      found = namespace.deleteAll();
    } else if (request.getIdsCount() > 0) {
      found = namespace.delete(request.getIdsList()) > 0;
    } else {
      found = namespace.deleteMatching(Structs.filter(request.getFilter())) > 0;
    }
    // Nothing deleted is a success where the namespace is there; the default one always is.
    if (!found
        && !namespace.name().isEmpty()
        && (request.getDeleteAll() || !exists(target, namespace))) {
      throw NamespaceOperations.unknown(request.getNamespace());
    }
    return DeleteResponse.getDefaultInstance();
  }

  private static boolean exists(VectorCollection collection, Namespace namespace) {
    return collection.namespaces().containsKey(namespace.name());
  }
}
