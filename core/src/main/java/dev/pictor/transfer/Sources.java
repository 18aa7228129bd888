package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;

/// Opens files and folders to be read. Stateless.
public final class Sources {

  private Sources() {}

  /// A file of records, by its name.
  ///
  /// @throws InvalidRequest when it cannot be read, naming it
  public static RecordSource file(Path file) {
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
