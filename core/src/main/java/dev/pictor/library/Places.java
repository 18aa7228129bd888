package dev.pictor.library;

import dev.pictor.metadata.MetadataSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The folders that a run looks into, with the ids of what lies there. Immutable.
///
/// Records outside of them are neither read nor removed.
final class Places {

  /// @param prefix of the ids below `folder`
  /// @param deep whether folders inside are looked into
  record Place(LibraryRoots.Root root, Path folder, String prefix, boolean deep) {

    boolean holds(String id) {
      return id.startsWith(prefix) && (deep || id.indexOf('/', prefix.length()) < 0);
    }
  }

  /// With more folders than this, one look at everything is less work.
  private static final int MOST = 500;

  private final boolean whole;
  private final List<Place> list;

  private Places(boolean whole, List<Place> list) {
    this.whole = whole;
    this.list = List.copyOf(list);
  }

  static Places everything(LibraryRoots roots) {
    return new Places(
        true,
        roots.list().stream()
            .map(root -> new Place(root, root.folder(), root.prefix(), true))
            .toList());
  }

  /// Everything, when a root is away or empty, so that its absence is told; when the collection
  /// cannot be asked for single folders; or when there are too many of them.
  static Places of(Scope scope, LibraryRoots roots, MetadataSchema schema) {
    return switch (scope) {
      case Scope.Everything() -> everything(roots);
      case Scope.Folders(Set<Path> folders, Set<Path> trees) -> {
        boolean askable =
            schema.indexes(PictureFields.FOLDER) && schema.indexes(PictureFields.SHA256);
        yield askable
                && folders.size() + trees.size() <= MOST
                && roots.list().stream().allMatch(root -> holdsAnything(root.folder()))
            ? new Places(false, list(folders, trees, roots))
            : everything(roots);
      }
    };
  }

  private static List<Place> list(Set<Path> folders, Set<Path> trees, LibraryRoots roots) {
    List<Place> list = new ArrayList<>();
    for (Path tree : trees) {
      if (trees.stream().noneMatch(other -> !other.equals(tree) && tree.startsWith(other))) {
        place(tree, true, roots).ifPresent(list::add);
      }
    }
    for (Path folder : folders) {
      if (trees.stream().noneMatch(folder::startsWith)) {
        place(folder, false, roots).ifPresent(list::add);
      }
    }
    return list;
  }

  private static Optional<Place> place(Path folder, boolean deep, LibraryRoots roots) {
    return roots.list().stream()
        .filter(root -> folder.startsWith(root.folder()))
        .findFirst()
        .map(root -> new Place(root, folder, prefix(root, folder), deep));
  }

  /// As a scan from the root names it.
  private static String prefix(LibraryRoots.Root root, Path folder) {
    StringBuilder prefix = new StringBuilder(root.prefix());
    Path place = root.folder();
    for (Path each : root.folder().relativize(folder)) {
      if (!each.toString().isEmpty()) {
        place = place.resolve(each);
        prefix.append(FolderScanner.nameFor(place)).append('/');
      }
    }
    return prefix.toString();
  }

  /// Whether a folder is there, can be listed, and is not empty as an unmounted disk leaves it.
  static boolean holdsAnything(Path root) {
    try {
      return Files.isDirectory(root) && !FolderScanner.publicEntries(root).isEmpty();
    } catch (IOException unlisted) {
      return false;
    }
  }

  boolean whole() {
    return whole;
  }

  List<Place> list() {
    return list;
  }

  /// Whether the run looks where a file of this id would lie.
  boolean hold(String id) {
    return whole || list.stream().anyMatch(place -> place.holds(id));
  }
}
