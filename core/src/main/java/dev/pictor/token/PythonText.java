package dev.pictor.token;

import java.text.Normalizer;

/// What Python's strings do to white space and letters, because the references are written in it
/// and Java's methods of the same names differ: `String.strip` keeps U+0085 and U+00A0, and
/// `toLowerCase` looks for a word's end in another way.
final class PythonText {

  private PythonText() {}

  /// Whether `str.isspace` and `\s` hold for a code point.
  static boolean isWhite(int point) {
    if (point < 0x80) {
      return point == ' ' || (point >= 0x9 && point <= 0xD) || (point >= 0x1C && point <= 0x1F);
    }
    return point == 0x85
        || point == 0xA0
        || point == 0x1680
        || (point >= 0x2000 && point <= 0x200A)
        || point == 0x2028
        || point == 0x2029
        || point == 0x202F
        || point == 0x205F
        || point == 0x3000;
  }

  /// Whether `\w` holds for a code point.
  static boolean isWord(int point) {
    return switch (Character.getType(point)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> point == '_';
    };
  }

  /// The words of a text with one blank between them, as `" ".join(text.split())`.
  static String joinWords(String text) {
    StringBuilder joined = null;
    boolean pending = false;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean white = isWhite(c);
      if (joined == null) {
        boolean kept =
            !white || (c == ' ' && i > 0 && i + 1 < length && !isWhite(text.charAt(i + 1)));
        if (kept) {
          continue;
        }
        joined = new StringBuilder(length).append(text, 0, i);
      }
      if (white) {
        pending = !joined.isEmpty();
        continue;
      }
      if (pending) {
        joined.append(' ');
        pending = false;
      }
      joined.append(c);
    }
    return joined == null ? text : joined.toString();
  }

  /// Without white space at both ends, as `strip`.
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isWhite(text.charAt(from))) {
      from++;
    }
    while (to > from && isWhite(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /// Lower case letter by letter as `str.lower`: U+0130 becomes two characters.
  ///
  /// @param finalSigma whether a capital sigma at the end of a word becomes the final form
  static String lower(String text, boolean finalSigma) {
    int start = 0;
    int length = text.length();
    while (start < length && isLowerAscii(text.charAt(start))) {
      start++;
    }
    if (start == length) {
      return text;
    }
    StringBuilder lower = new StringBuilder(length + 2).append(text, 0, start);
    for (int i = start; i < length; ) {
      int point = text.codePointAt(i);
      if (point == 0x130) {
        lower.append("i\u0307");
      } else if (point == 0x3A3) {
        lower.append(finalSigma && endsWord(text, i) ? '\u03C2' : '\u03C3');
      } else {
        lower.appendCodePoint(Character.toLowerCase(point));
      }
      i += Character.charCount(point);
    }
    return lower.toString();
  }

  private static boolean isLowerAscii(char c) {
    return c < 0x80 && (c < 'A' || c > 'Z');
  }

  /// Final_Sigma of the Unicode standard: a cased letter before and none behind, looking past
  /// characters that have no case.
  private static boolean endsWord(String text, int sigma) {
    int i = sigma;
    int point = 0;
    while (i > 0) {
      point = text.codePointBefore(i);
      if (!isIgnorable(point)) {
        break;
      }
      i -= Character.charCount(point);
    }
    if (i == 0 || !isCased(point)) {
      return false;
    }
    for (i = sigma + 1; i < text.length(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (!isIgnorable(point)) {
        return !isCased(point);
      }
    }
    return true;
  }

  private static boolean isCased(int point) {
    return Character.isLowerCase(point)
        || Character.isUpperCase(point)
        || Character.isTitleCase(point);
  }

  private static boolean isIgnorable(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      // Those that do not break a word in its middle.
      default ->
          switch (point) {
            case '\'',
                '.',
                ':',
                0xB7,
                0x387,
                0x55F,
                0x5F4,
                0x2018,
                0x2019,
                0x2024,
                0x2027,
                0xFE13,
                0xFE52,
                0xFE55,
                0xFF07,
                0xFF0E,
                0xFF1A ->
                true;
            default -> false;
          };
    };
  }

  static String nfc(String text) {
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
