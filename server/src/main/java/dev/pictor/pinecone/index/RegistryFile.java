package dev.pictor.pinecone.index;

import dev.pictor.error.CorruptStore;
import dev.pictor.files.AtomicFiles;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A JSON file with a version that is written whole and durably with each change. Not thread-safe.
public record RegistryFile(Path path) {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Gives the content to `reader`; nothing when there is no file yet.
  ///
  /// @param reader of which the usual failures of reading mean that the file is damaged
  /// @throws CorruptStore naming the file
  public void read(Consumer<JsonBody> reader) {
    if (!Files.exists(path)) {
      return;
    }
    try {
      JsonBody content = JsonBody.of(JSON.readTree(Files.readAllBytes(path)));
      if (content.count("version").orElse(0) != VERSION) {
        throw new CorruptStore(
            "%s: another version (expected: %d). Start the version of Pictor that made it."
                .formatted(path, VERSION));
      }
      reader.accept(content);
    } catch (IOException
        | JacksonException
        | HttpFailure
        | DateTimeException
        | NoSuchElementException
        | IllegalArgumentException e) {
      throw new CorruptStore(
          "%s: cannot be read, %s (expected: as it was written)".formatted(path, e.getMessage()),
          e);
    }
  }

  /// @param content beside the version
  public void write(Map<String, Object> content) {
    Map<String, Object> versioned = new LinkedHashMap<>();
    versioned.put("version", VERSION);
    versioned.putAll(content);
    AtomicFiles.publishDurably(path, Json.write(versioned));
  }
}
