package dev.pictor.duplicates;

import dev.pictor.error.CorruptStore;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An entry of the trash as JSON; `docs/format.md` describes it. Stateless.
final class TrashManifest {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  private TrashManifest() {}

  static byte[] write(TrashEntry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("id", entry.id());
    json.put("collection", entry.collection());
    json.put("picture", entry.picture());
    json.put("path", entry.path());
    json.put("sha256", entry.sha256());
    json.put("bytes", entry.bytes());
    json.put("removed", entry.removed().toString());
    json.put("kept", entry.kept());
    json.put("upload", entry.upload());
    entry
        .record()
        .ifPresent(
            record -> {
              json.put("model", record.model());
              json.put("metadata", MetadataParser.toPlain(record.metadata()));
              json.put("vector", base64(record.vector()));
            });
    return JSON.writeValueAsBytes(json);
  }

  /// @param file for the message
  /// @throws CorruptStore when it is no manifest
  static TrashEntry read(byte[] content, Path file) {
    try {
      JsonNode json = JSON.readTree(content);
      if (json.path("version").asInt(-1) != VERSION) {
        throw new CorruptStore(
            "%s has version %s (expected: %d)".formatted(file, json.path("version"), VERSION));
      }
      return new TrashEntry(
          json.path("id").asString(),
          json.path("collection").asString(),
          json.path("picture").asString(),
          json.path("path").asString(),
          json.path("sha256").asString(),
          json.path("bytes").asLong(),
          Instant.parse(json.path("removed").asString()),
          json.path("kept").asString(),
          json.path("upload").asBoolean(),
          record(json));
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw new CorruptStore("%s cannot be understood (expected: JSON)".formatted(file), e);
    }
  }

  private static Optional<TrashedRecord> record(JsonNode json) {
    if (!json.has("vector")) {
      return Optional.empty();
    }
    Metadata metadata =
        MetadataParser.parse(
            JSON.convertValue(
                json.path("metadata"), new TypeReference<LinkedHashMap<String, Object>>() {}));
    return Optional.of(
        new TrashedRecord(
            vector(json.path("vector").asString()), metadata, json.path("model").asString("")));
  }

  private static String base64(DenseVector vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector.shared());
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static DenseVector vector(String base64) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return DenseVector.wrap(values);
  }
}
