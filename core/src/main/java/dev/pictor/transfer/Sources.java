package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;

/// Opens files and folders to be read. Stateless.
public final class Sources {

  private Sources() {}

  /// @throws InvalidRequest when it is neither a file whose name says how it is written, nor a
  ///   folder of parts
  public static void requireReadable(Path path) {
    if (!PartsSource.isFolder(path)) {
      FileFormat _ = FileFormat.of(path);
    }
  }

  /// A file of records, by its name, or a folder of parts.
  ///
  /// @throws InvalidRequest when it cannot be read, naming it
  public static RecordSource file(Path file) {
    if (PartsSource.isFolder(file)) {
      return PartsSource.open(file);
    }
    FileFormat format = FileFormat.of(file);
    try {
      return switch (format) {
        case JSON_LINES, GZIPPED_JSON_LINES -> JsonLinesSource.open(file);
        case PARQUET -> ParquetSource.open(file);
      };
    } catch (UnreadableFile e) {
      throw unreadable(file, e);
    }
  }

  static InvalidRequest unreadable(Path path, UnreadableFile why) {
    return new InvalidRequest("%s %s".formatted(path, why.reason()), why);
  }
}
