package dev.pictor.library;

import dev.pictor.metadata.Metadata;
import java.nio.file.Path;
import java.util.Map;

/// A user's own columns for pictures, read from CSV (with a header) or JSON Lines. The column
/// `filename`, `file`, `path` or `id` names the picture, by its id or its bare file name.
public final class MetadataTable {

  private MetadataTable() {}

  /// @throws dev.pictor.error.InvalidRequest naming file, line and column
  public static Map<String, Metadata> read(Path file) {
    throw new UnsupportedOperationException("being written " + file);
  }
}
