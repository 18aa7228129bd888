package dev.pictor.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The fields of a record in the client's order. Immutable, thread-safe; equal when the same fields
/// have the same values.
public final class Metadata {

  private static final Metadata EMPTY = new Metadata(new LinkedHashMap<>());

  private final SequencedMap<String, MetadataValue> fields;

  private Metadata(SequencedMap<String, MetadataValue> fields) {
    this.fields = Collections.unmodifiableSequencedMap(fields);
  }

  public static Metadata empty() {
    return EMPTY;
  }

  /// Copies `fields`, keeping their order.
  public static Metadata copyOf(Map<String, MetadataValue> fields) {
    return fields.isEmpty() ? EMPTY : new Metadata(new LinkedHashMap<>(fields));
  }

  public SequencedMap<String, MetadataValue> fields() {
    return fields;
  }

  public Optional<MetadataValue> get(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /// The string in `field`, if there is one of that type.
  public Optional<String> text(String field) {
    return fields.get(field) instanceof MetadataValue.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// The number in `field`, if there is one of that type.
  public Optional<Double> number(String field) {
    return fields.get(field) instanceof MetadataValue.Numeric(double value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// These fields with those of `changes` put over them.
  public Metadata merge(Metadata changes) {
    SequencedMap<String, MetadataValue> merged = new LinkedHashMap<>(fields);
    merged.putAll(changes.fields);
    return new Metadata(merged);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
