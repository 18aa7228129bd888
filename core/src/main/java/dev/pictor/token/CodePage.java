package dev.pictor.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An eight-bit code page, ASCII in its lower half, in which UTF-8 may have been read by mistake.
/// Bytes are kept as strings of the characters 0 to 255, so that they can be searched.
final class CodePage {

  /// What windows-1252 has at 0x80 to 0x9F; a hole is the byte itself.
  static final String WINDOWS_1252 =
      "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
          + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

  /// The byte that stands for U+FFFD in a sloppy page: nobody uses it for itself.
  private static final char SUBSTITUTE = 0x1A;

  /// What Java and old databases write instead of UTF-8: a null of two bytes, and characters above
  /// U+FFFF as two surrogates of three bytes each.
  private static final Pattern UTF8_VARIANTS =
      Pattern.compile(
          "\u00C0\u0080|\u00ED[\u00A0-\u00AF][\u0080-\u00BF]\u00ED[\u00B0-\u00BF][\u0080-\u00BF]");

  private final String name;
  private final boolean sloppy;

  /// The upper half's characters, sorted, and the byte of each.
  private final char[] characters;

  private final char[] bytes;

  /// @param upper the characters of the bytes 0x80 to 0xFF
  /// @param sloppy whether the page has a byte for U+FFFD, and holes that stand for themselves
  CodePage(String name, String upper, boolean sloppy) {
    this.name = name;
    this.sloppy = sloppy;
    int[] sorted = new int[upper.length()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = upper.charAt(i) << 8 | (0x80 + i);
    }
    Arrays.sort(sorted);
    characters = new char[sorted.length];
    bytes = new char[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      characters[i] = (char) (sorted[i] >> 8);
      bytes[i] = (char) (sorted[i] & 0xFF);
    }
  }

  String name() {
    return name;
  }

  boolean sloppy() {
    return sloppy;
  }

  /// The bytes of a text, or none when it has a character that is not of this page.
  Optional<String> encode(String text) {
    char[] encoded = new char[text.length()];
    for (int i = 0; i < encoded.length; i++) {
      char c = text.charAt(i);
      if (sloppy && (c == SUBSTITUTE || c == 0xFFFD)) {
        if (c == SUBSTITUTE) {
          return Optional.empty();
        }
        encoded[i] = SUBSTITUTE;
      } else if (c < 0x80) {
        encoded[i] = c;
      } else {
        int at = Arrays.binarySearch(characters, c);
        if (at < 0) {
          return Optional.empty();
        }
        encoded[i] = bytes[at];
      }
    }
    return Optional.of(new String(encoded));
  }

  /// The text of bytes in UTF-8, or none when they are not.
  static Optional<String> decodeUtf8(String bytes) {
    if (bytes.indexOf('\u00ED') < 0 && bytes.indexOf('\u00C0') < 0) {
      return decodeStrictly(bytes);
    }
    StringBuilder decoded = new StringBuilder(bytes.length());
    Matcher variants = UTF8_VARIANTS.matcher(bytes);
    int from = 0;
    while (variants.find()) {
      Optional<String> before = decodeStrictly(bytes.substring(from, variants.start()));
      if (before.isEmpty()) {
        return before;
      }
      decoded.append(before.get()).appendCodePoint(variant(variants.group()));
      from = variants.end();
    }
    return decodeStrictly(bytes.substring(from)).map(rest -> decoded.append(rest).toString());
  }

  private static int variant(String bytes) {
    if (bytes.length() == 2) {
      return 0;
    }
    return 0x10000
        + ((bytes.charAt(1) & 0x0F) << 16 | (bytes.charAt(2) & 0x3F) << 10)
        + ((bytes.charAt(4) & 0x0F) << 6 | (bytes.charAt(5) & 0x3F));
  }

  private static Optional<String> decodeStrictly(String bytes) {
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
      return Optional.of(decoded.toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }
}
