package dev.pictor.parquet;

import java.util.List;

/// A column of a Parquet file that is written here.
///
/// @param path the names from the root to the values, with dots between
public record ParquetColumn(Kind kind, String path) {

  /// What the rows have in it.
  public enum Kind {
    TEXT,
    OPTIONAL_TEXT,
    FLOATS,
    /// Unsigned numbers of 32 bits.
    INDICES;

    boolean isOfLists() {
      return this == FLOATS || this == INDICES;
    }

    /// By Parquet's own number.
    int type() {
      return switch (this) {
        case TEXT, OPTIONAL_TEXT -> BYTE_ARRAY;
        case FLOATS -> FLOAT;
        case INDICES -> INT32;
      };
    }
  }

  static final int INT32 = 1;
  static final int FLOAT = 4;
  static final int BYTE_ARRAY = 6;

  List<String> names() {
    return List.of(path.split("\\.", -1));
  }
}
