package dev.pictor.reembed;

import dev.pictor.error.CorruptStore;
import dev.pictor.files.AtomicFiles;
import dev.pictor.store.RecordKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What its owner wants of a re-embedding, and what is to be known of it after a restart; how far
/// it is stands in the generations themselves. Immutable.
///
/// @param paused whether it waits for somebody to go on
/// @param autoSwitch whether it takes over as soon as it is complete
/// @param allowMissing whether it takes over without the records that it cannot have
/// @param leftOut records of the previous generation that the serving one never had
public record ReembedSettings(
    boolean paused, boolean autoSwitch, boolean allowMissing, Set<RecordKey> leftOut) {

  /// Its name in the folder of a collection.
  public static final String FILE = "reembedding.json";

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  public ReembedSettings {
    leftOut = Set.copyOf(leftOut);
  }

  /// Runs, and waits for somebody to switch.
  public static ReembedSettings standard() {
    return new ReembedSettings(false, false, false, Set.of());
  }

  public ReembedSettings withPaused(boolean changed) {
    return new ReembedSettings(changed, autoSwitch, allowMissing, leftOut);
  }

  public ReembedSettings withAutoSwitch(boolean changed) {
    return new ReembedSettings(paused, changed, allowMissing, leftOut);
  }

  public ReembedSettings withAllowMissing(boolean changed) {
    return new ReembedSettings(paused, autoSwitch, changed, leftOut);
  }

  ReembedSettings withLeftOut(Set<RecordKey> changed) {
    return new ReembedSettings(paused, autoSwitch, allowMissing, changed);
  }

  /// Durably.
  ///
  /// @throws dev.pictor.error.Unavailable when the folder cannot be written
  void write(Path folder) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    root.put("paused", paused).put("autoSwitch", autoSwitch).put("allowMissing", allowMissing);
    ArrayNode keys = root.putArray("leftOut");
    leftOut.forEach(key -> keys.addObject().put("namespace", key.namespace()).put("id", key.id()));
    AtomicFiles.publishDurably(folder.resolve(FILE), JSON.writeValueAsBytes(root));
  }

  /// [#standard] but paused when there is no file.
  ///
  /// @throws CorruptStore naming the file
  static ReembedSettings read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return standard().withPaused(true);
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.path("version").asInt(-1) != VERSION) {
        throw new CorruptStore(
            "%s: version %s (expected: %d)".formatted(file, root.path("version"), VERSION));
      }
      Set<RecordKey> leftOut = new LinkedHashSet<>();
      for (JsonNode key : root.path("leftOut")) {
        leftOut.add(
            new RecordKey(key.required("namespace").asString(), key.required("id").asString()));
      }
      return new ReembedSettings(
          root.path("paused").asBoolean(false),
          root.path("autoSwitch").asBoolean(false),
          root.path("allowMissing").asBoolean(false),
          leftOut);
    } catch (IOException | JacksonException e) {
      throw new CorruptStore("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
