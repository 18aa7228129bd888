package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import java.nio.charset.StandardCharsets;

/// What a namespace keeps under an id of 1 to 512 bytes of UTF-8.
public record VectorRecord(String id, DenseVector vector, Metadata metadata) {

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

  private static String shortened(String id) {
    return id.length() <= 60 ? id : id.substring(0, 60) + "…";
  }
}
