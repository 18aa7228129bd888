package dev.pictor.metadata;

import java.util.Map;

/// Parses the filter language from the plain maps that JSON and protobuf readers give. Stateless,
/// thread-safe.
public final class FilterParser {

  private FilterParser() {}

  /// An empty map matches every record.
  ///
  /// @param filter values are String, Number, Boolean, List, Map or null
  /// @throws dev.pictor.error.InvalidRequest naming operator, field and value
  public static MetadataFilter parse(
      Map<String, ? extends @org.jspecify.annotations.Nullable Object> filter) {
    throw new UnsupportedOperationException("being written " + filter.size());
  }
}
