package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metadata as bytes and back, values bit for bit and fields in order.
///
/// ```
/// metadata = version (1 byte, 1), count (int), count × (name, type (1 byte), value)
/// text     = length in bytes (int), UTF-8          's' text · 'n' 8 bytes of a double, big endian
/// 'f' one byte 0 or 1                               'l' count (int), count × text
/// ```
public final class MetadataCodec {

  private static final byte VERSION = 1;

  private MetadataCodec() {}

  public static byte[] encode(Metadata metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(metadata.fields().size());
      for (Map.Entry<String, MetadataValue> field : metadata.fields().entrySet()) {
        writeText(out, field.getKey());
        writeValue(out, field.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeValue(DataOutputStream out, MetadataValue value) throws IOException {
    switch (value) {
      case MetadataValue.Text(String text) -> {
        out.writeByte('s');
        writeText(out, text);
      }
      case MetadataValue.Numeric(double number) -> {
        out.writeByte('n');
        out.writeDouble(number);
      }
      case MetadataValue.Flag(boolean flag) -> {
        out.writeByte('f');
        out.writeBoolean(flag);
      }
      case MetadataValue.TextList(List<String> texts) -> {
        out.writeByte('l');
        out.writeInt(texts.size());
        for (String each : texts) {
          writeText(out, each);
        }
      }
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = utf8(text, "metadata");
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  /// UTF-8 of `text`, which must not have half of a surrogate pair: it would come back changed.
  public static byte[] utf8(String text, String what) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new InvalidRequest(
          what + ": " + text + " (expected: valid Unicode; it has half of a surrogate pair)", e);
    }
  }

  /// @throws IOException when the bytes are not what [#encode] makes
  public static Metadata decode(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IOException("metadata version: " + version + " (expected: " + VERSION + ")");
      }
      int count = in.getInt();
      Map<String, MetadataValue> fields = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String name = readText(in);
        fields.put(name, readValue(in));
      }
      return Metadata.copyOf(fields);
    } catch (RuntimeException e) {
      throw new IOException("metadata: damaged (expected: the bytes of one record)", e);
    }
  }

  private static MetadataValue readValue(ByteBuffer in) throws IOException {
    byte type = in.get();
    return switch (type) {
      case 's' -> new MetadataValue.Text(readText(in));
      case 'n' -> new MetadataValue.Numeric(in.getDouble());
      case 'f' -> new MetadataValue.Flag(in.get() != 0);
      case 'l' -> {
        int count = in.getInt();
        List<String> texts = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
          texts.add(readText(in));
        }
        yield new MetadataValue.TextList(texts);
      }
      default -> throw new IOException("metadata type: " + type + " (expected: s, n, f or l)");
    };
  }

  private static String readText(ByteBuffer in) {
    int length = in.getInt();
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }
}
