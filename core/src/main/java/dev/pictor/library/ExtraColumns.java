package dev.pictor.library;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The columns of a user's table, looked up by id and then by bare file name, and the names of
/// those that earlier tables had: a record keeps none of them that the present table does not give
/// it. Immutable, thread-safe.
final class ExtraColumns {

  private final Map<String, Metadata> rows;

  /// All that a table has put, or may put, on a record.
  private final Set<String> names;

  private ExtraColumns(Map<String, Metadata> rows, Set<String> names) {
    this.rows = rows;
    this.names = Set.copyOf(names);
  }

  /// @param former names of columns of earlier tables
  /// @throws InvalidRequest when a column has the name of a field that the library sets
  static ExtraColumns of(Map<String, Metadata> rows, Set<String> former) {
    Map<String, Metadata> byKey = new HashMap<>();
    Set<String> names = new TreeSet<>(former);
    rows.forEach(
        (key, row) -> {
          row.fields().keySet().forEach(ExtraColumns::requireFree);
          names.addAll(row.fields().keySet());
          byKey.put(FileNames.normalized(key), row);
        });
    return new ExtraColumns(byKey, names);
  }

  /// Names of the columns of this table and of earlier ones.
  Set<String> names() {
    return names;
  }

  /// Names of the columns of this table alone.
  Set<String> ownNames() {
    Set<String> own = new TreeSet<>();
    rows.values().forEach(row -> own.addAll(row.fields().keySet()));
    return own;
  }

  /// Whether a record has its values and none that it had from another table.
  boolean areOn(String id, Metadata metadata) {
    Map<String, MetadataValue> wanted = of(id).fields();
    return metadata.fields().entrySet().containsAll(wanted.entrySet()) && !hasOthers(id, metadata);
  }

  /// Whether a record has values of another table.
  boolean hasOthers(String id, Metadata metadata) {
    Set<String> wanted = of(id).fields().keySet();
    return metadata.fields().keySet().stream()
        .anyMatch(field -> names.contains(field) && !wanted.contains(field));
  }

  /// A record's fields without those of any table.
  Metadata without(Metadata metadata) {
    Map<String, MetadataValue> others = new LinkedHashMap<>(metadata.fields());
    others.keySet().removeAll(names);
    return Metadata.copyOf(others);
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
