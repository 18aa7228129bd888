package dev.pictor.library;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which folders a library keeps in step with its collection, and where it keeps its own files
/// (list of failed files, thumbnails).
///
/// With one folder the id of a picture is its path below the folder with `/` between names; with
/// several the folder's own name comes first.
///
/// @param folders may be none, for a library of uploaded pictures
/// @param exclude patterns of what is passed over, see [Exclusions]
/// @param table a [MetadataTable] file whose columns the pictures get; read again at each run
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record LibrarySpec(
    List<Path> folders, Path stateFolder, Optional<Path> table, List<String> exclude) {
  public LibrarySpec {
    folders = List.copyOf(folders);
    exclude = List.copyOf(exclude);
    Exclusions _ = Exclusions.of(exclude);
  }

  public LibrarySpec withFolders(List<Path> others) {
    return new LibrarySpec(others, stateFolder, table, exclude);
  }

  public LibrarySpec withExclude(List<String> others) {
    return new LibrarySpec(folders, stateFolder, table, others);
  }

  /// Without patterns.
  public LibrarySpec(List<Path> folders, Path stateFolder, Optional<Path> table) {
    this(folders, stateFolder, table, List.of());
  }

  /// Without a table.
  public LibrarySpec(List<Path> folders, Path stateFolder) {
    this(folders, stateFolder, Optional.empty());
  }
}
