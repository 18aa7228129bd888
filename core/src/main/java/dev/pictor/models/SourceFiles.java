package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a folder with a model of others, by their paths in it. Links are followed: the
/// caches of hubs are made of them. A folder that has one folder and nothing else stands for that.
final class SourceFiles {

  private static final int DEEPEST = 6;
  private static final int MOST_FILES = 10_000;

  private final Path root;
  private final TreeMap<String, Path> files = new TreeMap<>(); // with `/`

  private SourceFiles(Path root) throws IOException {
    this.root = root;
    try (Stream<Path> found = Files.walk(root, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      found
          .filter(Files::isRegularFile)
          .limit(MOST_FILES + 1L)
          .forEach(file -> files.put(name(file), file));
    }
    if (files.size() > MOST_FILES) {
      throw new InvalidRequest(
          "%s: more than %d files (expected: the folder of one model)".formatted(root, MOST_FILES));
    }
  }

  /// @throws NotFound when there is no such folder
  /// @throws InvalidRequest when it cannot be read
  static SourceFiles of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new NotFound(folder + ": no such folder (expected: a folder or a ZIP with a model)");
    }
    try {
      return new SourceFiles(innermost(folder));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new InvalidRequest(
          "%s: cannot be read: %s. Check its permissions.".formatted(folder, e.getMessage()), e);
    }
  }

  Path root() {
    return root;
  }

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  Optional<Path> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /// The first of several names that is there.
  Optional<Path> first(String... names) {
    return Stream.of(names).filter(this::has).findFirst().flatMap(this::find);
  }

  /// Names of the files directly in `folder`, which is empty or ends with a slash.
  List<String> in(String folder) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(folder) && name.indexOf('/', folder.length()) < 0)
        .map(name -> name.substring(folder.length()))
        .toList();
  }

  /// Folders that hold files, each empty or with a slash at its end.
  List<String> folders() {
    return files.keySet().stream()
        .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
        .distinct()
        .toList();
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static Path innermost(Path folder) throws IOException {
    Path inner = folder;
    for (int depth = 0; depth < DEEPEST; depth++) {
      List<Path> children;
      try (Stream<Path> list = Files.list(inner)) {
        children = list.filter(child -> !isHidden(child)).limit(2).toList();
      }
      if (children.size() != 1 || !Files.isDirectory(children.getFirst())) {
        return inner;
      }
      inner = children.getFirst();
    }
    return inner;
  }

  private static boolean isHidden(Path file) {
    Path name = file.getFileName();
    return name != null && (name.toString().startsWith(".") || name.toString().equals("__MACOSX"));
  }
}
