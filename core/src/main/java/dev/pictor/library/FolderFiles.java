package dev.pictor.library;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The files of one folder with the ids that [PhotoLibrary] would give them. Stateless.
public final class FolderFiles {

  /// Told of what is found, in a stable order.
  public interface Visitor {

    /// A file of whatever content.
    void file(String id, Path path, long bytes);

    /// A file or folder that cannot be looked at.
    ///
    /// @param reason a sentence without its name
    void unreadable(String id, String reason);
  }

  private FolderFiles() {}

  /// @param own a folder of this program that may lie among the files; passed over
  /// @throws InvalidRequest when the folder is missing or empty
  public static void list(Path folder, Path own, Visitor visitor, BooleanSupplier stop) {
    FolderScanner scanner =
        new FolderScanner(own, Exclusions.of(List.of()), event -> tell(event, visitor), stop);
    LibraryRoots.of(List.of(folder)).list().forEach(scanner::scan);
  }

  private static void tell(ScanEvent event, Visitor visitor) {
    switch (event) {
      case ScanEvent.File(FoundFile file) -> visitor.file(file.id(), file.path(), file.bytes());
      case ScanEvent.Unlisted(String prefix, FailedFile failed) ->
          visitor.unreadable(prefix, failed.why().sentence());
      case ScanEvent.Unusable(FailedFile failed) ->
          visitor.unreadable(failed.id(), failed.why().sentence());
      case ScanEvent.RootWithout lost ->
          throw new InvalidRequest(
              "%s %s (expected: a folder with pictures)"
                  .formatted(lost.root().folder(), lost.reason()));
      case ScanEvent.Passed(String _) -> {} // only of a scan that begins below
    }
  }
}
