package dev.pictor.bulk;

import dev.pictor.error.InvalidRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

/// The members of a tar archive by name, place and length; what they hold is passed over. Reads
/// ustar with the long names and large sizes of GNU tar and pax. Stateless.
///
/// [The
/// format](https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06)
public final class TarArchive {

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int TIME_AT = 136;
  private static final int NUMBER_LENGTH = 12;
  private static final int SUM_AT = 148;
  private static final int SUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int MOST_HEADER_BYTES = 1 << 20; // of a long name, or of pax

  /// A regular file in an archive.
  ///
  /// @param name with `/` between names, none at the start
  public record Member(String name, long offset, long bytes, Instant modified) {}

  /// What stands before a header and is meant for it.
  private static final class Ahead {
    private String name = "";
    private long size = -1;

    private void clear() {
      name = "";
      size = -1;
    }
  }

  private TarArchive() {}

  /// Whether a file of this name is an archive that is looked into.
  public static boolean isName(String name) {
    return EntryNames.extensionOf(name).equals("tar");
  }

  /// Tells the members in their order.
  ///
  /// @throws InvalidRequest when it is no archive, or damaged; those before are told
  public static void list(Storage.Parts archive, Consumer<Member> members) throws IOException {
    long end = archive.length();
    long at = 0;
    Ahead ahead = new Ahead();
    while (at + BLOCK <= end) {
      byte[] header = archive.read(at, BLOCK);
      if (isZero(header)) {
        return;
      }
      requireSum(header, at);
      long size = ahead.size >= 0 ? ahead.size : number(header, SIZE_AT, at);
      long content = at + BLOCK;
      if (size < 0 || size > end - content) {
        throw new InvalidRequest(
            "cut off: a member of %d bytes at byte %d (expected: an archive that ends behind it)"
                .formatted(size, at));
      }
      switch (header[TYPE_AT]) {
        case 'L' -> ahead.name = cString(read(archive, content, size), 0, (int) size);
        case 'x' -> pax(read(archive, content, size), ahead);
        case 'g', 'K' -> {}
        case '0', 0, '7' -> {
          String name = ahead.name.isEmpty() ? name(header) : ahead.name;
          members.accept(new Member(clean(name), content, size, time(header, at)));
          ahead.clear();
        }
        default -> ahead.clear(); // folders, links, devices
      }
      at = content + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    if (at == 0) {
      throw new InvalidRequest("no archive: %d bytes (expected: tar)".formatted(end));
    }
  }

  private static byte[] read(Storage.Parts archive, long at, long size) throws IOException {
    if (size > MOST_HEADER_BYTES) {
      throw new InvalidRequest("a name of %d bytes at byte %d (expected: tar)".formatted(size, at));
    }
    try {
      return archive.read(at, (int) size);
    } catch (EOFException cut) {
      throw new InvalidRequest("cut off at byte %d (expected: a whole archive)".formatted(at), cut);
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte each : block) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireSum(byte[] header, long at) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM_AT && i < SUM_AT + SUM_LENGTH ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, SUM_AT, SUM_LENGTH, at)) {
      throw new InvalidRequest(
          "no tar, or damaged: a wrong checksum at byte %d (expected: tar, not compressed)"
              .formatted(at));
    }
  }

  private static Instant time(byte[] header, long at) {
    return Instant.ofEpochSecond(Math.max(0, number(header, TIME_AT, at)));
  }

  /// Octal digits, or with the highest bit set the bytes themselves.
  private static long number(byte[] header, int from, long at) {
    if ((header[from] & 0x80) == 0) {
      return octal(header, from, NUMBER_LENGTH, at);
    }
    long value = header[from] & 0x7f;
    for (int i = from + 1; i < from + NUMBER_LENGTH; i++) {
      value = (value << 8) | (header[i] & 0xff);
    }
    return value;
  }

  private static long octal(byte[] header, int from, int length, long at) {
    String digits = cString(header, from, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new InvalidRequest(
          "no tar, or damaged: no number at byte %d (expected: tar, not compressed)"
              .formatted(at + from),
          e);
    }
  }

  private static String name(byte[] header) {
    String name = cString(header, 0, NAME_LENGTH);
    boolean ustar = cString(header, MAGIC_AT, 5).equals("ustar") && header[MAGIC_AT + 5] == 0;
    String prefix = ustar ? cString(header, PREFIX_AT, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String clean(String name) {
    return EntryNames.normalized(name.replaceFirst("^(\\./|/)+", ""));
  }

  private static String cString(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /// Lines of `length key=value`, the length with itself.
  private static void pax(byte[] lines, Ahead ahead) {
    int at = 0;
    try {
      while (at < lines.length && lines[at] != 0) {
        int space = at;
        while (lines[space] != ' ') {
          space++;
        }
        int length = Integer.parseInt(new String(lines, at, space - at, StandardCharsets.US_ASCII));
        String pair = new String(lines, space + 1, at + length - 2 - space, StandardCharsets.UTF_8);
        int equal = pair.indexOf('=');
        switch (pair.substring(0, equal)) {
          case "path" -> ahead.name = pair.substring(equal + 1);
          case "size" -> ahead.size = Long.parseLong(pair.substring(equal + 1));
          default -> {}
        }
        at += length;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new InvalidRequest("damaged: no pax header (expected: tar)", e);
    }
  }
}
