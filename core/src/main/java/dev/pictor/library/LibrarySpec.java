package dev.pictor.library;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which folders a library keeps in step with its collection, and where it keeps its own files
/// (list of failed files, thumbnails).
///
/// With one folder the id of a picture is its path below the folder with `/` between names; with
/// several the folder's own name comes first.
///
/// @param table a [MetadataTable] file whose columns the pictures get; read again at each run
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record LibrarySpec(List<Path> folders, Path stateFolder, Optional<Path> table) {
  public LibrarySpec {
    folders = List.copyOf(folders);
    if (folders.isEmpty()) {
      throw new InvalidRequest("photos: no folder (expected: at least one)");
    }
  }

  /// Without a table.
  public LibrarySpec(List<Path> folders, Path stateFolder) {
    this(folders, stateFolder, Optional.empty());
  }
}
