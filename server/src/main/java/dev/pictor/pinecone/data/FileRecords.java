package dev.pictor.pinecone.data;

import com.google.protobuf.Struct;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.pinecone.proto.Vector;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.VectorValues;
import java.nio.charset.StandardCharsets;

/// Records that files hold, one by one and by the rules of an upsert. What is refused is told
/// without repeating the file, which a client may not be allowed to read. Stateless.
public final class FileRecords {

  private static final int LONGEST_ID = 512;

  private FileRecords() {}

  /// One object as in the body of an upsert; `metadata` may also be a string with JSON inside.
  ///
  /// @throws InvalidRequest naming the field
  public static Vector parse(byte[] json) {
    Vector.Builder vector = Vector.newBuilder();
    ProtoJson.readOfFile(json, vector);
    return vector.build();
  }

  /// @throws InvalidRequest when it is no JSON object
  public static Struct metadata(String json) {
    return ProtoJson.metadataOfFile(json);
  }

  /// @throws InvalidRequest when the collection cannot hold it
  public static VectorRecord checked(CollectionSpec spec, Vector vector) {
    int bytes = vector.getId().getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_ID) {
      throw new InvalidRequest("id: %d bytes (expected: 1 to %d)".formatted(bytes, LONGEST_ID));
    }
    requireDistinct(vector.getSparseValues());
    VectorValues values =
        Vectors.values(spec, vector.getValuesList(), vector.getSparseValues())
            .orElseThrow(() -> lacking(spec));
    if (spec.space() instanceof VectorSpace.Dense && values.dense().isEmpty()) {
      throw Vectors.wrongDimension(spec, 0);
    }
    if (!Vectors.hasDirection(values)) {
      throw new InvalidRequest("Dense vectors must contain at least one non-zero value");
    }
    return new VectorRecord(vector.getId(), values, metadata(vector.getMetadata()));
  }

  private static InvalidRequest lacking(CollectionSpec spec) {
    return switch (spec.space()) {
      case VectorSpace.Dense _ -> Vectors.wrongDimension(spec, 0);
      case VectorSpace.Sparse() ->
          new InvalidRequest("Sparse vectors must contain at least one value");
    };
  }

  private static void requireDistinct(SparseValues sparse) {
    if (sparse.getIndicesList().stream().distinct().count() < sparse.getIndicesCount()) {
      throw new InvalidRequest("sparse values: an index is there twice (expected: once)");
    }
  }

  private static Metadata metadata(Struct struct) {
    try {
      return Structs.metadata(struct);
    } catch (InvalidRequest e) {
      throw new InvalidRequest(
          "metadata: cannot be kept (expected: strings, numbers, booleans or lists of strings under names that do not start with $, in all at most 40,960 bytes)",
          e);
    }
  }
}
