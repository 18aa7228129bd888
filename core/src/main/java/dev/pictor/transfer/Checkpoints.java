package dev.pictor.transfer;

import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.files.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How far imports came that did not end, a small file each, in a folder for each collection. Asked
/// for the same source again, an import goes on from there. Thread-safe.
public final class Checkpoints {

  private static final int VERSION = 1;
  private static final int NAME_DIGITS = 32;
  private static final JsonMapper JSON = JsonMapper.shared();

  /// @param position of the source, behind the last row that was dealt with
  /// @param done records written so far
  /// @param skipped bad ones so far
  record Reached(String position, long done, long skipped) {}

  private final Path folder;

  /// @param folder need not be there yet
  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  private Path file(String collection, String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      String name = HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
      return folder.resolve(collection).resolve(name + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Where an import of the source ended; empty when there was none, or it is done. A file that
  /// cannot be read counts as none, because to begin anew does no harm.
  Optional<Reached> find(String collection, String source) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file(collection, source)));
      return json.path("version").asInt(0) == VERSION
          ? Optional.of(
              new Reached(
                  json.path("position").asString(""),
                  json.path("done").asLong(0),
                  json.path("skipped").asLong(0)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      System.getLogger(Checkpoints.class.getName())
          .log(System.Logger.Level.WARNING, "checkpoint cannot be read source=" + source, e);
      return Optional.empty();
    }
  }

  void save(String collection, String source, Reached reached) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("source", source);
    json.put("position", reached.position());
    json.put("done", reached.done());
    json.put("skipped", reached.skipped());
    AtomicFiles.publishDurably(file(collection, source), JSON.writeValueAsBytes(json));
  }

  void forget(String collection, String source) {
    try {
      Files.deleteIfExists(file(collection, source));
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be changed: %s".formatted(folder, e), e);
    }
  }

  /// Forgets the imports into a collection, which is gone with what they have written.
  public void forget(String collection) {
    Path own = folder.resolve(collection);
    try {
      if (Files.exists(own)) {
        Folders.delete(own);
      }
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be deleted: %s".formatted(own, e), e);
    }
  }
}
