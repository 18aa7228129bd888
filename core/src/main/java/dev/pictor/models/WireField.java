package dev.pictor.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One field of a protobuf message, as a slice of the file: what is not understood can be written
/// again byte for byte. See the [encoding](https://protobuf.dev/programming-guides/encoding/).
///
/// @param start of its tag
/// @param from where its value begins: behind the length of a string, bytes or message
/// @param end behind its value
record WireField(int number, int type, int start, int from, int end) {

  static final int VARINT = 0;
  static final int EIGHT_BYTES = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FOUR_BYTES = 5;

  /// The fields of the message between `from` and `end`, in order.
  ///
  /// @throws IOException when it is no message
  static List<WireField> read(ByteBuffer bytes, int from, int end) throws IOException {
    List<WireField> fields = new ArrayList<>();
    Cursor cursor = new Cursor(bytes, from, end);
    while (cursor.at < end) {
      fields.add(cursor.next());
    }
    return fields;
  }

  static List<WireField> read(ByteBuffer bytes, WireField message) throws IOException {
    if (message.type != LENGTH_DELIMITED) {
      throw new IOException("field " + message.number + " is no message");
    }
    return read(bytes, message.from, message.end);
  }

  int length() {
    return end - start;
  }

  boolean is(int wanted) {
    return number == wanted;
  }

  String text(ByteBuffer bytes) {
    byte[] utf8 = new byte[end - from];
    bytes.get(from, utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// The text in a field of a message, empty when it has none.
  static String text(ByteBuffer bytes, WireField message, int number) throws IOException {
    for (WireField part : read(bytes, message)) {
      if (part.is(number)) {
        return part.text(bytes);
      }
    }
    return "";
  }

  long varint(ByteBuffer bytes) throws IOException {
    return new Cursor(bytes, from, end).varint();
  }

  /// The bytes of a field that holds a message, a string or bytes.
  static byte[] nested(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(varint(((long) number << 3) | LENGTH_DELIMITED));
    out.writeBytes(varint(content.length));
    out.writeBytes(content);
    return out.toByteArray();
  }

  /// A varint's bytes, lowest seven bits first.
  static byte[] varint(long value) {
    byte[] bytes = new byte[10];
    int length = 0;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return java.util.Arrays.copyOf(bytes, length);
  }

  private static final class Cursor {
    private final ByteBuffer bytes;
    private final int end;
    private int at;

    Cursor(ByteBuffer bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    WireField next() throws IOException {
      int start = at;
      long tag = varint();
      int number = (int) (tag >>> 3);
      int type = (int) (tag & 7);
      if (number < 1 || tag >>> 3 > Integer.MAX_VALUE) {
        throw new IOException("no field number at byte " + start);
      }
      int from = at;
      switch (type) {
        case VARINT -> {
          long _ = varint();
        }
        case EIGHT_BYTES -> skip(8);
        case FOUR_BYTES -> skip(4);
        case LENGTH_DELIMITED -> {
          long length = varint();
          from = at;
          skip(length);
        }
        default -> throw new IOException("unknown kind of field at byte " + start);
      }
      return new WireField(number, type, start, from, at);
    }

    private long varint() throws IOException {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= end) {
          break;
        }
        byte next = bytes.get(at++);
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IOException("a number is cut off at byte " + at);
    }

    private void skip(long length) throws IOException {
      if (length < 0 || length > end - at) {
        throw new IOException("a field is cut off at byte " + at);
      }
      at += (int) length;
    }
  }
}
