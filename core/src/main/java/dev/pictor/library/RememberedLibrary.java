package dev.pictor.library;

import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a library knows of itself, kept in `library.json` of its state folder: its folders, its
/// table and its patterns, so that it can be opened again without naming them, and which columns
/// its tables have put on records, so that they can be taken away again. Immutable.
///
/// @param columns names of columns that records may have
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record RememberedLibrary(
    List<Path> folders, Optional<Path> table, Set<String> columns, List<String> exclude) {

  private static final System.Logger LOG = System.getLogger(RememberedLibrary.class.getName());
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  RememberedLibrary {
    folders = List.copyOf(folders);
    columns = Set.copyOf(columns);
    exclude = List.copyOf(exclude);
  }

  /// What is kept of `spec` with `columns` on its records.
  static RememberedLibrary of(LibrarySpec spec, Set<String> columns) {
    return new RememberedLibrary(
        spec.folders().stream().map(Path::toAbsolutePath).toList(),
        spec.table().map(Path::toAbsolutePath),
        columns,
        spec.exclude());
  }

  /// @throws Unavailable when the state folder cannot be written
  void write(Path stateFolder) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ArrayNode list = root.putArray("folders");
    folders.forEach(folder -> list.add(folder.toString()));
    table.ifPresent(path -> root.put("table", path.toString()));
    ArrayNode names = root.putArray("columns");
    columns.stream().sorted().forEach(names::add);
    ArrayNode patterns = root.putArray("exclude");
    exclude.forEach(patterns::add);
    AtomicFiles.publishDurably(file(stateFolder), JSON.writeValueAsBytes(root));
  }

  /// Empty when nothing was kept, or when the file is damaged.
  static Optional<RememberedLibrary> read(Path stateFolder) {
    Path file = file(stateFolder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      List<Path> folders = new ArrayList<>();
      root.path("folders").forEach(folder -> folders.add(Path.of(folder.asString())));
      Set<String> columns = new HashSet<>();
      root.path("columns").forEach(column -> columns.add(column.asString()));
      List<String> exclude = new ArrayList<>();
      root.path("exclude").forEach(pattern -> exclude.add(pattern.asString()));
      Optional<Path> table =
          Optional.of(root.path("table").asString(""))
              .filter(path -> !path.isEmpty())
              .map(Path::of);
      return Optional.of(new RememberedLibrary(folders, table, columns, exclude));
    } catch (IOException | JacksonException | InvalidPathException damaged) {
      LOG.log(
          System.Logger.Level.WARNING, "state of a library is unreadable file=" + file, damaged);
      return Optional.empty();
    }
  }

  private static Path file(Path stateFolder) {
    return stateFolder.resolve("library.json");
  }
}
