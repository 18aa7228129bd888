package dev.pictor.library;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.List;

/// Which folders a library keeps in step with its collection, and where it keeps its own files
/// (list of failed files, thumbnails).
///
/// With one folder the id of a picture is its path below the folder with `/` between names; with
/// several the folder's own name comes first.
public record LibrarySpec(List<Path> folders, Path stateFolder) {
  public LibrarySpec {
    folders = List.copyOf(folders);
    if (folders.isEmpty()) {
      throw new InvalidRequest("photos: no folder (expected: at least one)");
    }
  }
}
