package dev.pictor.library;

import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The folders of a library, kept in `library.json` of its state folder so that the library can be
/// opened again without naming them.
final class RememberedFolders {

  private static final System.Logger LOG = System.getLogger(RememberedFolders.class.getName());
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  private RememberedFolders() {}

  /// @throws Unavailable when the state folder cannot be written
  static void write(LibrarySpec spec) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ArrayNode folders = root.putArray("folders");
    spec.folders().forEach(folder -> folders.add(folder.toAbsolutePath().toString()));
    Path file = file(spec.stateFolder());
    try {
      AtomicFiles.publishDurably(file, JSON.writeValueAsBytes(root));
    } catch (IOException failed) {
      throw new Unavailable(
          "%s: cannot be written: %s. Check space and permissions of the data folder."
              .formatted(file, ReadReason.of(failed)),
          failed);
    }
  }

  /// Empty when none were kept, or when the file is damaged.
  static Optional<List<Path>> read(Path stateFolder) {
    Path file = file(stateFolder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<Path> folders = new ArrayList<>();
      for (JsonNode folder : JSON.readTree(Files.readAllBytes(file)).path("folders")) {
        folders.add(Path.of(folder.asString()));
      }
      return folders.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(folders));
    } catch (IOException | JacksonException damaged) {
      LOG.log(
          System.Logger.Level.WARNING, "folders of a library are unreadable file=" + file, damaged);
      return Optional.empty();
    }
  }

  private static Path file(Path stateFolder) {
    return stateFolder.resolve("library.json");
  }
}
