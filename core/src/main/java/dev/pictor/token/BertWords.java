package dev.pictor.token;

import java.text.Normalizer;

/// The words of a text as cn_clip's `BasicTokenizer` splits it, joined with blanks: controls are
/// dropped, Chinese characters and punctuation stand alone, letters are in lower case without
/// accents. Only what Unicode calls control or format is dropped; a private or unassigned character
/// stays, and becomes an unknown word.
final class BertWords {

  private BertWords() {}

  static String split(String text) {
    String[] words = PythonText.joinWords(spaced(text)).split(" ", -1);
    StringBuilder split = new StringBuilder(text.length() * 2);
    for (String word : words) {
      String bare = Normalizer.normalize(PythonText.lower(word, true), Normalizer.Form.NFD);
      bare.codePoints().forEach(point -> appendBare(point, split));
      split.append(' ');
    }
    return PythonText.joinWords(split.toString());
  }

  /// Without controls, Chinese characters between blanks.
  private static String spaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length() * 2);
    text.codePoints()
        .forEach(
            point -> {
              if (isDropped(point)) {
                return;
              }
              if (isChinese(point)) {
                spaced.append(' ').appendCodePoint(point).append(' ');
              } else if (Character.getType(point) == Character.SPACE_SEPARATOR
                  || PythonText.isWhite(point)) {
                spaced.append(' ');
              } else {
                spaced.appendCodePoint(point);
              }
            });
    return spaced.toString();
  }

  private static void appendBare(int point, StringBuilder to) {
    if (Character.getType(point) == Character.NON_SPACING_MARK) {
      return;
    }
    if (isPunctuation(point)) {
      to.append(' ').appendCodePoint(point).append(' ');
    } else {
      to.appendCodePoint(point);
    }
  }

  private static boolean isDropped(int point) {
    if (point == '\t' || point == '\n' || point == '\r') {
      return false;
    }
    int type = Character.getType(point);
    return point == 0xFFFD || type == Character.CONTROL || type == Character.FORMAT;
  }

  private static boolean isChinese(int point) {
    return (point >= 0x4E00 && point <= 0x9FFF)
        || (point >= 0x3400 && point <= 0x4DBF)
        || (point >= 0x20000 && point <= 0x2A6DF)
        || (point >= 0x2A700 && point <= 0x2CEAF)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0x2F800 && point <= 0x2FA1F);
  }

  /// Every ASCII sign that is no letter, digit or blank, and what Unicode calls punctuation.
  private static boolean isPunctuation(int point) {
    if (point < 0x80) {
      return point > ' ' && point < 0x7F && !Character.isLetterOrDigit(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
