package dev.pictor.pinecone.imports;

import dev.pictor.transfer.UnreadableFile;
import java.nio.file.Path;

/// A file of records.
///
/// @param shown its path below the imported folder
/// @param namespace into which its records go; empty for the default one
/// @param bytes when the import began
record SourceFile(Path path, String shown, String namespace, Format format, long bytes) {

  enum Format {
    PARQUET,
    JSON_LINES
  }

  /// Says what is wrong with a row or line of it.
  String place(long number, String reason) {
    return switch (format) {
      case PARQUET -> "%s, row %d: %s".formatted(shown, number, reason);
      case JSON_LINES -> "%s, line %d: %s".formatted(shown, number, reason);
    };
  }

  /// Opens it.
  ///
  /// @param dimension of the vectors to come; 0 for sparse ones
  RecordFile open(int dimension) throws UnreadableFile {
    return switch (format) {
      case PARQUET -> ParquetRecords.open(path, dimension);
      case JSON_LINES -> JsonLinesFile.open(this);
    };
  }
}
