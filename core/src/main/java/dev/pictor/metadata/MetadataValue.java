package dev.pictor.metadata;

import java.util.List;

/// One typed value of a record's metadata: a string, a 64-bit number, a flag, or a list of strings.
public sealed interface MetadataValue {

  /// A string; may be empty.
  record Text(String value) implements MetadataValue {}

  /// A finite 64-bit floating point number; integers above 2⁵³ lose digits, as on the wire of
  /// Pinecone.
  record Numeric(double value) implements MetadataValue {
    public Numeric {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("number: " + value + " (expected: finite)");
      }
      value = value == 0 ? 0 : value; // -0.0 equals 0.0
    }
  }

  /// True or false.
  record Flag(boolean value) implements MetadataValue {}

  /// Strings in the client's order; may be empty, may repeat.
  record TextList(List<String> values) implements MetadataValue {
    public TextList {
      values = List.copyOf(values);
    }
  }
}
