package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.vector.VectorValues;
import java.util.Optional;

/// What changes of one record.
///
/// @param values parts that replace those of the record; empty to keep them
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record RecordUpdate(String id, Optional<VectorValues> values, MetadataChange metadata) {

  /// @param metadata fields that are put over those of the record
  public RecordUpdate(String id, Optional<VectorValues> values, Metadata metadata) {
    this(id, values, MetadataChange.put(metadata));
  }

  /// @param metadata fields that are put over those of the record
  public RecordUpdate(String id, Metadata metadata) {
    this(id, Optional.empty(), metadata);
  }

  public RecordUpdate(String id, VectorValues values) {
    this(id, Optional.of(values), Metadata.empty());
  }

  /// The record as the update leaves it.
  public VectorRecord applyTo(VectorRecord record) {
    return new VectorRecord(
        record.id(),
        values.map(record.values()::with).orElse(record.values()),
        metadata.applyTo(record.metadata()));
  }
}
