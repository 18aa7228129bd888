package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.nio.charset.StandardCharsets;

/// What a namespace keeps under an id of 1 to 512 bytes of UTF-8.
public record VectorRecord(String id, VectorValues values, Metadata metadata) {

  private static final int MAX_ID_BYTES = 512;

  public VectorRecord {
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_ID_BYTES) {
      throw new InvalidRequest(
          "id: "
              + bytes
              + " bytes (expected: 1 to "
              + MAX_ID_BYTES
              + ", id: "
              + shortened(id)
              + ")");
    }
  }

  public VectorRecord(String id, DenseVector vector, Metadata metadata) {
    this(id, VectorValues.of(vector), metadata);
  }

  /// The dense vector, which every record of a dense space has.
  ///
  /// @throws IllegalStateException in a sparse space
  public DenseVector vector() {
    return values.dense().orElseThrow(() -> new IllegalStateException("sparse record: " + id));
  }

  private static String shortened(String id) {
    return id.length() <= 60 ? id : id.substring(0, 60) + "…";
  }
}
