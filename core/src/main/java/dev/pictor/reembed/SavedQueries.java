package dev.pictor.reembed;

import dev.pictor.error.CorruptStore;
import dev.pictor.files.AtomicFiles;
import dev.pictor.reembed.ComparedQuery.ById;
import dev.pictor.reembed.ComparedQuery.ByText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The questions by which a collection's generations are compared when nobody names others, kept in
/// `queries.json`. Stateless.
public final class SavedQueries {

  /// Its name in the folder of a collection.
  public static final String FILE = "queries.json";

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  private SavedQueries() {}

  /// Empty when none were saved.
  ///
  /// @throws CorruptStore naming the file
  public static List<ComparedQuery> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.path("version").asInt(-1) != VERSION) {
        throw new CorruptStore(
            "%s: version %s (expected: %d)".formatted(file, root.path("version"), VERSION));
      }
      List<ComparedQuery> queries = new ArrayList<>();
      for (JsonNode each : root.path("queries")) {
        queries.add(
            each.has("id")
                ? new ById(each.required("id").asString())
                : new ByText(each.required("text").asString()));
      }
      return queries;
    } catch (IOException | JacksonException e) {
      throw new CorruptStore("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /// Replaces those saved before, durably.
  ///
  /// @throws dev.pictor.error.Unavailable when the folder cannot be written
  public static void write(Path folder, List<ComparedQuery> queries) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ArrayNode list = root.putArray("queries");
    for (ComparedQuery each : queries) {
      switch (each) {
        case ByText(String text) -> list.addObject().put("text", text);
        case ById(String id) -> list.addObject().put("id", id);
      }
    }
    AtomicFiles.publishDurably(folder.resolve(FILE), JSON.writeValueAsBytes(root));
  }
}
