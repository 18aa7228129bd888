package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.lucene.util.BytesRef;

/// The terms under which records and their values are found.
///
/// ```
/// key      = namespace 00 id                 one record
/// exists   = field 00 'e'                    records that have the field
/// text     = field 00 's' value              a string, or one string of a list
///          = field 00 'h' SHA-256 of value   the same for a value above 1,024 bytes
/// date     = field 00 'd' value              a string that is an ISO date
/// flag     = field 00 'f' '0' or '1'
/// entry    = 4 bytes of an index, big-endian   records whose sparse vector has that index
/// ```
///
/// All but entries and hashes are valid UTF-8. The tags keep types apart. Lucene's terms end at 32
/// KB, so long values go by their hash; so do field names above 256 bytes.
public final class IndexTerms {

  static final int LONGEST_VALUE = MetadataFilter.TextMatch.LONGEST_VALUE_BYTES;
  static final int LONGEST_NAMESPACE = 512;
  private static final int LONGEST_FIELD = 256;
  private static final byte HASHED = 1;

  private IndexTerms() {}

  static BytesRef key(String namespace, String id) {
    return joined(namespace(namespace).bytes, 0, MetadataCodec.utf8(id, "id"));
  }

  /// @throws InvalidRequest when there can be no namespace of that name
  public static BytesRef namespace(String namespace) {
    byte[] bytes = MetadataCodec.utf8(namespace, "namespace");
    if (bytes.length > LONGEST_NAMESPACE || namespace.indexOf('\0') >= 0) {
      throw new InvalidRequest(
          "namespace: %d bytes (expected: 0 to %d bytes without NUL)"
              .formatted(bytes.length, LONGEST_NAMESPACE));
    }
    return new BytesRef(bytes);
  }

  /// @param field any name
  public static BytesRef exists(String field) {
    return joined(field(field), 'e', new byte[0]);
  }

  /// @throws InvalidRequest when `value` has half of a surrogate pair
  public static BytesRef text(String field, String value) {
    byte[] bytes = MetadataCodec.utf8(value, "metadata." + field);
    return bytes.length <= LONGEST_VALUE
        ? joined(field(field), 's', bytes)
        : joined(field(field), 'h', sha256(bytes));
  }

  /// @param value an ISO date
  public static BytesRef date(String field, String value) {
    return joined(field(field), 'd', value.getBytes(StandardCharsets.US_ASCII));
  }

  public static BytesRef flag(String field, boolean value) {
    return joined(field(field), 'f', new byte[] {(byte) (value ? '1' : '0')});
  }

  static BytesRef entry(int index) {
    return new BytesRef(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
  }

  /// What all terms of `field` with this tag start with.
  public static BytesRef start(String field, char tag) {
    return joined(field(field), tag, new byte[0]);
  }

  /// The name of the field of numbers.
  static String numbers(String field) {
    return "n:" + new String(field(field), StandardCharsets.UTF_8);
  }

  private static byte[] field(String field) {
    byte[] bytes = MetadataCodec.utf8(field, "metadata field");
    boolean plain =
        bytes.length <= LONGEST_FIELD
            && (bytes.length == 0 || bytes[0] != HASHED)
            && field.indexOf('\0') < 0;
    return plain
        ? bytes
        : ("\u0001" + HexFormat.of().formatHex(sha256(bytes))).getBytes(StandardCharsets.US_ASCII);
  }

  /// `tag` 0 joins the parts by one NUL, any other by NUL and the tag.
  private static BytesRef joined(byte[] start, int tag, byte[] end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(start.length + end.length + 2);
    bytes.writeBytes(start);
    bytes.write(0);
    if (tag != 0) {
      bytes.write(tag);
    }
    bytes.writeBytes(end);
    return new BytesRef(bytes.toByteArray());
  }

  /// The id within a key of a namespace whose name has `namespaceLength` bytes.
  static String id(BytesRef key, int namespaceLength) {
    int start = namespaceLength + 1;
    return new String(key.bytes, key.offset + start, key.length - start, StandardCharsets.UTF_8);
  }

  /// The record that a key names.
  static RecordKey record(BytesRef key) {
    int length = 0;
    while (key.bytes[key.offset + length] != 0) {
      length++;
    }
    String namespace = new String(key.bytes, key.offset, length, StandardCharsets.UTF_8);
    return new RecordKey(namespace, id(key, length));
  }

  static boolean startsWith(BytesRef term, BytesRef start) {
    return term.length >= start.length
        && Arrays.equals(
            term.bytes,
            term.offset,
            term.offset + start.length,
            start.bytes,
            start.offset,
            start.offset + start.length);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
