package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The folders of a library and how ids begin in each. Immutable, thread-safe.
final class LibraryRoots {

  /// @param prefix of all ids below `folder`: empty, or the folder's name and `/`
  record Root(Path folder, String prefix) {}

  private final List<Root> roots;

  private LibraryRoots(List<Root> roots) {
    this.roots = List.copyOf(roots);
  }

  /// @throws InvalidRequest when two folders have one name, or one lies in another
  static LibraryRoots of(List<Path> folders) {
    List<Root> roots = new ArrayList<>();
    for (Path given : folders) {
      Path folder = given.toAbsolutePath().normalize();
      String prefix =
          folders.size() == 1 ? "" : EntryNames.normalized(FileNames.nameOf(folder)) + "/";
      for (Root other : roots) {
        requireApart(new Root(folder, prefix), other);
      }
      roots.add(new Root(folder, prefix));
    }
    return new LibraryRoots(roots);
  }

  private static void requireApart(Root one, Root other) {
    if (one.folder().startsWith(other.folder()) || other.folder().startsWith(one.folder())) {
      throw new InvalidRequest(
          "photos: %s and %s (expected: no folder inside another; name the outer one only)"
              .formatted(other.folder(), one.folder()));
    }
    if (one.prefix().equals(other.prefix())) {
      throw new InvalidRequest(
          "photos: %s and %s (expected: folders of different names, ids begin with them)"
              .formatted(other.folder(), one.folder()));
    }
  }

  List<Root> list() {
    return roots;
  }

  /// The root that holds `id`, by its beginning.
  Optional<Root> rootOf(String id) {
    return roots.stream().filter(root -> id.startsWith(root.prefix())).findFirst();
  }

  /// Where `id` lies, whether or not there is such a file. Empty when the id cannot name anything
  /// below its root (`..`, absolute, impossible names).
  Optional<Path> resolve(String id) {
    return rootOf(id).flatMap(root -> below(root.folder(), id.substring(root.prefix().length())));
  }

  private static Optional<Path> below(Path folder, String names) {
    Path place = folder;
    try {
      for (String name : names.split("/", -1)) {
        place = existing(place, name);
      }
    } catch (InvalidPathException impossible) {
      return Optional.empty();
    }
    return Optional.of(place);
  }

  /// The entry whose name is `name`, or else the one whose name looks the same: ids are normalised,
  /// names on disk need not be.
  private static Path existing(Path folder, String name) {
    Path direct = FileNames.child(folder, name);
    if (name.chars().allMatch(c -> c < 128) || Files.exists(direct)) {
      return direct;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : FolderScanner.sorted(entries)) {
        if (EntryNames.normalized(FileNames.nameOf(entry)).equals(name)) {
          return entry;
        }
      }
    } catch (IOException unlisted) {
      return direct;
    }
    return direct;
  }
}
