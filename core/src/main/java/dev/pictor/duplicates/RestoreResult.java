package dev.pictor.duplicates;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;

/// What came back from the trash.
///
/// @param left still there
public record RestoreResult(List<TrashEntry> restored, List<Left> left) {

  /// @param reason a sentence
  public record Left(TrashEntry entry, String reason) {}

  public RestoreResult {
    restored = List.copyOf(restored);
    left = List.copyOf(left);
  }

  static String sentence(IOException failed) {
    return failed instanceof FileAlreadyExistsException
        ? "another file is in its place; move that one away first"
        : "it cannot be moved: " + failed;
  }
}
