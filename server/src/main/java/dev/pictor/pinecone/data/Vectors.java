package dev.pictor.pinecone.data;

import com.google.protobuf.Internal;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.pinecone.proto.ScoredVector;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.pinecone.proto.Vector;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Match;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.List;
import java.util.Optional;

/// Vectors and records as the wire has them. Stateless.
public final class Vectors {

  private Vectors() {}

  /// @throws InvalidRequest when the collection cannot hold it, in Pinecone's words
  static VectorRecord record(CollectionSpec spec, Vector vector) {
    return record(
        spec,
        vector.getId(),
        vector.getValuesList(),
        vector.getSparseValues(),
        Structs.metadata(vector.getMetadata()));
  }

  /// The same of its parts.
  public static VectorRecord record(
      CollectionSpec spec, String id, List<Float> dense, SparseValues sparse, Metadata metadata) {
    VectorValues values = values(spec, dense, sparse).orElseThrow(() -> lacking(spec, id));
    if (spec.space() instanceof VectorSpace.Dense && values.dense().isEmpty()) {
      throw wrongDimension(spec, 0);
    }
    requireDirection(id, values);
    return new VectorRecord(id, values, metadata);
  }

  private static InvalidRequest lacking(CollectionSpec spec, String id) {
    return switch (spec.space()) {
      case VectorSpace.Dense _ -> wrongDimension(spec, 0);
      case VectorSpace.Sparse() ->
          new InvalidRequest(
              "Sparse vectors must contain at least one value. Vector ID '%s' contains none"
                  .formatted(id));
    };
  }

  /// @throws InvalidRequest when a dense vector is all zeros
  static void requireDirection(String id, VectorValues values) {
    if (!hasDirection(values)) {
      throw new InvalidRequest(
          "Dense vectors must contain at least one non-zero value. Vector ID '%s' contains only zeros"
              .formatted(id));
    }
  }

  /// Whether there is no dense vector that is all zeros.
  static boolean hasDirection(VectorValues values) {
    return values.dense().filter(dense -> isZero(dense.shared())).isEmpty();
  }

  private static boolean isZero(float[] values) {
    for (float each : values) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /// The parts that a message has; empty when it has none.
  ///
  /// @throws InvalidRequest when the collection's space has no such part
  static Optional<VectorValues> values(
      CollectionSpec spec, List<Float> dense, SparseValues sparse) {
    boolean hasDense = !dense.isEmpty();
    boolean hasSparse = sparse.getIndicesCount() > 0 || sparse.getValuesCount() > 0;
    switch (spec.space()) {
      case VectorSpace.Dense space -> {
        if (hasDense && dense.size() != space.dimension()) {
          throw wrongDimension(spec, dense.size());
        }
        if (hasSparse && space.similarity() != Similarity.DOT_PRODUCT) {
          throw new InvalidRequest("Index configuration does not support sparse values");
        }
      }
      case VectorSpace.Sparse() -> {
        if (hasDense) {
          throw new InvalidRequest("Index configuration does not support dense values");
        }
      }
    }
    if (hasDense && hasSparse) {
      return Optional.of(VectorValues.of(dense(dense), sparse(sparse)));
    }
    if (hasDense) {
      return Optional.of(VectorValues.of(dense(dense)));
    }
    return hasSparse ? Optional.of(VectorValues.of(sparse(sparse))) : Optional.empty();
  }

  /// What a query is near to.
  ///
  /// @throws InvalidRequest when there is nothing, or it is not what the collection's space has
  public static VectorValues query(CollectionSpec spec, List<Float> dense, SparseValues sparse) {
    VectorValues given =
        values(spec, dense, sparse)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "Either '%s' or 'ID' must be provided".formatted(name(spec))));
    if (spec.space() instanceof VectorSpace.Dense && given.dense().isEmpty()) {
      throw new InvalidRequest(
          "Cannot query index with dense 'vector_type' with only sparse vector");
    }
    return given;
  }

  /// What the vector of a query is called.
  static String name(CollectionSpec spec) {
    return spec.space() instanceof VectorSpace.Dense ? "vector" : "sparse_vector";
  }

  static InvalidRequest wrongDimension(CollectionSpec spec, int given) {
    return new InvalidRequest(
        "Vector dimension %d does not match the dimension of the index %d"
            .formatted(given, spec.dimension()));
  }

  private static DenseVector dense(List<Float> values) {
    return DenseVector.wrap(floats(values));
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

  static Vector of(VectorRecord record) {
    Vector.Builder vector = Vector.newBuilder().setId(record.id());
    record.values().dense().ifPresent(dense -> addTo(vector, dense));
    record.values().sparse().ifPresent(sparse -> vector.setSparseValues(of(sparse)));
    if (!record.metadata().fields().isEmpty()) {
      vector.setMetadata(Structs.of(record.metadata()));
    }
    return vector.build();
  }

  private static void addTo(Vector.Builder vector, DenseVector dense) {
    for (float each : dense.shared()) {
      vector.addValues(each);
    }
  }

  static ScoredVector of(Match match) {
    ScoredVector.Builder vector =
        ScoredVector.newBuilder().setId(match.id()).setScore(match.score());
    match
        .values()
        .ifPresent(
            values -> {
              values.dense().ifPresent(dense -> addTo(vector, dense));
              values.sparse().ifPresent(sparse -> vector.setSparseValues(of(sparse)));
            });
    if (!match.metadata().fields().isEmpty()) {
      vector.setMetadata(Structs.of(match.metadata()));
    }
    return vector.build();
  }

  private static void addTo(ScoredVector.Builder vector, DenseVector dense) {
    for (float each : dense.shared()) {
      vector.addValues(each);
    }
  }

  private static SparseValues of(SparseVector sparse) {
    SparseValues.Builder values = SparseValues.newBuilder();
    for (int each : sparse.indices()) {
      values.addIndices(each);
    }
    for (float each : sparse.values()) {
      values.addValues(each);
    }
    return values.build();
  }
}
