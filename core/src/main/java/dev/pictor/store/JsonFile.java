package dev.pictor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.IOUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Small JSON files of the store, with a checksum of what they say: `checksum` is the CRC-32C of
/// the rest, written without white space.
final class JsonFile {

  /// What follows the name of a file that is being written.
  static final String DRAFT = ".new";

  private static final String CHECKSUM = "checksum";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonFile() {}

  static ObjectNode content(int version) {
    return JSON.createObjectNode().put("version", version);
  }

  /// Publishes `content`, durably: after a crash there is the old or the new one.
  static void publish(Path file, ObjectNode content) throws IOException {
    ObjectNode checked = content.deepCopy();
    checked.put(CHECKSUM, checksum(content));
    Path draft = file.resolveSibling(file.getFileName() + DRAFT);
    Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(checked));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    IOUtils.fsync(StoreFolder.shelf(file), true);
  }

  /// @param checkedSince the first version that always has a checksum
  /// @throws CorruptIndexException when the file is damaged or newer than `newest`
  static ObjectNode read(Path file, int checkedSince, int newest) throws IOException {
    try {
      if (!(JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode content)) {
        throw new CorruptIndexException("not a JSON object", file.toString());
      }
      JsonNode checksum = content.remove(CHECKSUM);
      int version = content.required("version").asInt();
      if (checksum == null ? version >= checkedSince : !matches(checksum, content)) {
        throw new CorruptIndexException(
            "checksum: %s (expected: %s)".formatted(checksum, checksum(content)), file.toString());
      }
      if (version < 1 || version > newest) {
        throw new CorruptIndexException(
            "version: " + version + " (expected: 1 to " + newest + ")", file.toString());
      }
      return content;
    } catch (JacksonException e) {
      throw new CorruptIndexException("not the JSON that was written", file.toString(), e);
    }
  }

  private static boolean matches(JsonNode checksum, ObjectNode content) {
    return checksum.isString() && checksum.asString().equals(checksum(content));
  }

  private static String checksum(ObjectNode content) {
    CRC32C crc = new CRC32C();
    crc.update(JSON.writeValueAsBytes(content));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
