package dev.pictor.bulk;

import java.io.Serializable;

/// What came of one picture. The array is not to be changed.
///
/// @param values of length 1 together; empty when it has none
/// @param metadata a JSON object; empty when it has none
/// @param error why it has no vector; empty when it has one
@SuppressWarnings("ArrayRecordComponent")
public record EmbeddedRow(String id, float[] values, String metadata, String error)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public static EmbeddedRow failed(String id, String error) {
    return new EmbeddedRow(id, new float[0], "", error.isEmpty() ? "unknown" : error);
  }

  public boolean isFailed() {
    return !error.isEmpty();
  }
}
