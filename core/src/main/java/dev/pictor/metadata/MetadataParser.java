package dev.pictor.metadata;

import java.util.Map;

/// Metadata from the plain maps that JSON and protobuf readers give, and back. Stateless,
/// thread-safe.
public final class MetadataParser {

  /// The most bytes of UTF-8 JSON that the metadata of one record may have.
  public static final int MAX_BYTES = 40_960;

  private MetadataParser() {}

  /// @param fields values are String, Number, Boolean or lists of String; null, nested objects and
  ///   other lists are refused
  /// @throws dev.pictor.error.InvalidRequest naming the field and its value, or the size
  public static Metadata parse(
      Map<String, ? extends @org.jspecify.annotations.Nullable Object> fields) {
    throw new UnsupportedOperationException("being written " + fields.size());
  }

  /// String, Double (Long when integral and exact), Boolean or List of String per field, in order.
  public static Map<String, Object> toPlain(Metadata metadata) {
    throw new UnsupportedOperationException("being written " + metadata);
  }
}
