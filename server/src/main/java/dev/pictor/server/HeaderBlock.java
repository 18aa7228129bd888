package dev.pictor.server;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Header blocks of HTTP/2 in which the names of pseudo-headers are numbers of HPACK's static table
/// (<https://www.rfc-editor.org/rfc/rfc7541#section-6>). Stateless.
///
/// A client may send the number of such a name or spell it out. Helidon takes only the number and
/// ends the connection otherwise; gRPC's C library, and with it Pinecone's client for Python up to
/// version 8, spells `:path` out.
///
/// | starts with | is | then |
/// |---|---|---|
/// | `1` | number of a whole field, 7 bits | |
/// | `01` | number of a name, 6 bits; 0: spelled out | value |
/// | `001` | new size of the table, 5 bits | |
/// | `0000`, `0001` | number of a name, 4 bits; 0: spelled out | value |
final class HeaderBlock {

  private static final Map<String, Integer> NUMBERS =
      Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6);

  private HeaderBlock() {}

  /// The same fields, which leave the same dynamic table behind. A block that is broken or goes on
  /// in another frame is kept from there on.
  static byte[] numbered(ByteBuffer block) {
    ByteBuffer in = block.slice();
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining());
    int copied = 0;
    try {
      while (in.hasRemaining()) {
        int start = in.position();
        byte first = in.get(start);
        if (!isSpelled(first)) {
          skipField(in, first);
          continue;
        }
        Integer number = NUMBERS.get(spelledName(in.position(start + 1)));
        if (number == null) {
          break; // pseudo-headers come first
        }
        out.write(in.array(), in.arrayOffset() + copied, start - copied);
        out.write(first | number);
        copied = in.position();
        skipString(in);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // Helidon says what it thinks of it.
    }
    out.write(in.array(), in.arrayOffset() + copied, in.limit() - copied);
    return out.toByteArray();
  }

  private static boolean isSpelled(byte first) {
    return first == 0b0100_0000 || first == 0b0000_0000 || first == 0b0001_0000;
  }

  private static void skipField(ByteBuffer in, byte first) {
    switch (Integer.numberOfLeadingZeros(first & 0xff) - Integer.SIZE + Byte.SIZE) {
      case 0 -> integer(in, 7);
      case 2 -> integer(in, 5);
      case 1 -> {
        integer(in, 6);
        skipString(in);
      }
      default -> {
        integer(in, 4);
        skipString(in);
      }
    }
  }

  /// Empty for one that is Huffman-coded: no known client does that to a pseudo-header.
  private static String spelledName(ByteBuffer in) {
    boolean coded = in.slice().get() < 0;
    int start = in.position() + 1;
    skipString(in);
    return coded
        ? ""
        : new String(
            in.array(), in.arrayOffset() + start, in.position() - start, StandardCharsets.US_ASCII);
  }

  private static void skipString(ByteBuffer in) {
    int length = integer(in, 7);
    in.position(in.position() + length);
  }

  private static int integer(ByteBuffer in, int bits) {
    int mask = (1 << bits) - 1;
    int value = in.get() & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= 14; shift += 7) {
      byte next = in.get();
      value += (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("longer than a frame can be");
  }
}
