package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.RecordTags;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The columns of a user's table, looked up by id and then by bare file name, and the names of
/// those that earlier tables had: a record keeps none of them that the present table does not give
/// it. Immutable, thread-safe.
///
/// A column `tags` stands beside the tags that a vocabulary has found, see [RecordTags].
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
          byKey.put(EntryNames.normalized(key), row);
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
    Map<String, MetadataValue> wanted = RecordTags.ownFieldsOf(row(id)).fields();
    return RecordTags.ownFieldsOf(metadata).fields().entrySet().containsAll(wanted.entrySet())
        && !hasOthers(id, metadata);
  }

  /// Whether a record has values of another table.
  boolean hasOthers(String id, Metadata metadata) {
    Set<String> wanted = row(id).fields().keySet();
    return RecordTags.ownFieldsOf(metadata).fields().keySet().stream()
        .anyMatch(field -> names.contains(field) && !wanted.contains(field));
  }

  /// A record's fields without those of any table.
  Metadata without(Metadata metadata) {
    Map<String, MetadataValue> others = new LinkedHashMap<>(metadata.fields());
    others.keySet().removeAll(names);
    Metadata left = Metadata.copyOf(others);
    return names.contains(RecordTags.TAGS)
        ? left.merge(RecordTags.of(metadata).withOwn(List.of()).fields())
        : left;
  }

  static void requireFree(String column) {
    if (PictureFields.NAMES.contains(column)) {
      throw new InvalidRequest(
          "column: %s (expected: none of the names that every picture has: %s). Rename the column."
              .formatted(column, PictureFields.NAMES.stream().sorted().toList()));
    }
  }

  /// What is put on a record.
  Metadata of(String id) {
    Metadata row = row(id);
    return row.get(RecordTags.TAGS).isPresent() ? row.merge(RecordTags.stale()) : row;
  }

  private Metadata row(String id) {
    Metadata byId = rows.get(id);
    return byId != null
        ? byId
        : rows.getOrDefault(id.substring(id.lastIndexOf('/') + 1), Metadata.empty());
  }
}
