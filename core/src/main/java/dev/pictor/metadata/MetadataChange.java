package dev.pictor.metadata;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What of a record's fields changes.
///
/// @param put over those of the record
/// @param removed names of fields that go; a field that is also put stays
public record MetadataChange(Metadata put, Set<String> removed) {

  public MetadataChange {
    removed = Set.copyOf(removed);
  }

  public static MetadataChange put(Metadata fields) {
    return new MetadataChange(fields, Set.of());
  }

  /// The fields as the change leaves them.
  public Metadata applyTo(Metadata fields) {
    if (removed.isEmpty()) {
      return fields.merge(put);
    }
    Map<String, MetadataValue> kept = new LinkedHashMap<>(fields.fields());
    kept.keySet().removeAll(removed);
    return Metadata.copyOf(kept).merge(put);
  }
}
