package dev.pictor.remotepinecone;

import com.google.protobuf.Internal;
import com.google.protobuf.Struct;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorFit;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import io.pinecone.proto.SparseValues;
import io.pinecone.proto.Vector;
import java.util.List;

/// Records as the wire has them, numbers bit for bit. Stateless.
final class WireRecords {

  private WireRecords() {}

  /// @throws InvalidRequest when the collection or the service cannot hold it
  static void require(CollectionSpec spec, VectorRecord record) {
    VectorFit.requireRecord(spec, record);
    WireText.require("id", record.id());
    record.metadata().fields().forEach(WireRecords::requireText);
    MetadataParser.requireSize(record.metadata());
    record
        .values()
        .dense()
        .filter(WireRecords::isZero)
        .ifPresent(
            _ -> {
              throw new InvalidRequest(
                  "vector: only zeros (expected: another number at least, collection: %s, id: %s). Pinecone keeps no such vectors; leave the record out, or keep the collection in the embedded store."
                      .formatted(spec.name(), record.id()));
            });
  }

  private static void requireText(String field, MetadataValue value) {
    WireText.require("metadata field", field);
    switch (value) {
      case MetadataValue.Text(String text) -> WireText.require("metadata." + field, text);
      case MetadataValue.TextList(List<String> texts) ->
          texts.forEach(each -> WireText.require("metadata." + field, each));
      case MetadataValue.Numeric _, MetadataValue.Flag _ -> {}
    }
  }

  private static boolean isZero(DenseVector vector) {
    for (float each : vector.shared()) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  static Vector of(VectorRecord record) {
    Vector.Builder vector = Vector.newBuilder().setId(record.id());
    record
        .values()
        .dense()
        .ifPresent(
            dense -> {
              for (float each : dense.shared()) {
                vector.addValues(each);
              }
            });
    record.values().sparse().ifPresent(sparse -> vector.setSparseValues(of(sparse)));
    Struct metadata = WireMetadata.of(record.metadata());
    if (metadata.getFieldsCount() > 0) {
      vector.setMetadata(metadata);
    }
    return vector.build();
  }

  static SparseValues of(SparseVector sparse) {
    SparseValues.Builder values = SparseValues.newBuilder();
    for (int i = 0; i < sparse.size(); i++) {
      values.addIndices(sparse.index(i)).addValues(sparse.value(i));
    }
    return values.build();
  }

  static VectorRecord read(Vector vector) {
    Metadata metadata = WireMetadata.read(vector.getMetadata(), vector.getId());
    return new VectorRecord(
        vector.getId(),
        values(vector.getId(), vector.getValuesList(), vector.getSparseValues()),
        metadata);
  }

  /// @throws CorruptStore when there are none
  static VectorValues values(String id, List<Float> dense, SparseValues sparse) {
    boolean hasSparse = sparse.getIndicesCount() > 0;
    if (dense.isEmpty() && !hasSparse) {
      throw new CorruptStore(
          "vector: none (expected: the values of the record, id: %s). Write the record again."
              .formatted(id));
    }
    if (dense.isEmpty()) {
      return VectorValues.of(sparse(sparse));
    }
    DenseVector vector = DenseVector.wrap(floats(dense));
    return hasSparse ? VectorValues.of(vector, sparse(sparse)) : VectorValues.of(vector);
  }

  private static SparseVector sparse(SparseValues sparse) {
    int[] indices = new int[sparse.getIndicesCount()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = sparse.getIndices(i);
    }
    return SparseVector.copyOf(indices, floats(sparse.getValuesList()));
  }

  private static float[] floats(List<Float> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list instanceof Internal.FloatList own ? own.getFloat(i) : list.get(i);
    }
    return floats;
  }
}
