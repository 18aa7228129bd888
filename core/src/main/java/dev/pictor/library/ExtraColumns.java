package dev.pictor.library;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import java.util.HashMap;
import java.util.Map;

/// The columns of a user's table, looked up by id and then by bare file name. Immutable,
/// thread-safe.
final class ExtraColumns {

  private final Map<String, Metadata> rows;

  private ExtraColumns(Map<String, Metadata> rows) {
    this.rows = rows;
  }

  /// @throws InvalidRequest when a column has the name of a field that the library sets
  static ExtraColumns of(Map<String, Metadata> rows) {
    Map<String, Metadata> byKey = new HashMap<>();
    rows.forEach(
        (key, row) -> {
          row.fields().keySet().forEach(ExtraColumns::requireFree);
          byKey.put(FileNames.normalized(key), row);
        });
    return new ExtraColumns(byKey);
  }

  static void requireFree(String column) {
    if (PictureFields.NAMES.contains(column)) {
      throw new InvalidRequest(
          "column: %s (expected: none of the names that every picture has: %s). Rename the column."
              .formatted(column, PictureFields.NAMES.stream().sorted().toList()));
    }
  }

  Metadata of(String id) {
    Metadata byId = rows.get(id);
    return byId != null
        ? byId
        : rows.getOrDefault(id.substring(id.lastIndexOf('/') + 1), Metadata.empty());
  }
}
