package dev.pictor.token;

import java.util.Optional;
import java.util.regex.Pattern;

/// Repairs texts that were written in UTF-8 and read in an eight-bit code page, once or several
/// times over, as a whole or in parts: `cafÃ©` to `café`. What ftfy's `fix_encoding` does.
final class EncodingFixer {

  private static final MojibakeTables TABLES = MojibakeTables.read();
  private static final Mojibake MOJIBAKE = new Mojibake(TABLES);

  /// Sequences of UTF-8 in which the byte A0 became a blank, where the outcome is likely.
  private static final Pattern BLANK_FOR_A0 =
      Pattern.compile(
          "[\u00C2\u00C3\u00C5\u00CE\u00D0\u00D9] "
              + "|[\u00E2\u00E3] [\u0080-\u0084\u0086-\u009F\u00A1-\u00BF]"
              + "|[\u00E0-\u00E3][\u0080-\u0084\u0086-\u009F\u00A1-\u00BF] "
              + "|\u00F0 [\u0080-\u00BF][\u0080-\u00BF]"
              + "|\u00F0[\u0080-\u00BF] [\u0080-\u00BF]"
              + "|\u00F0[\u0080-\u00BF][\u0080-\u00BF] ");

  /// The word `à`, whose second byte became a blank, unless it goes on as a Portuguese word.
  private static final Pattern LONE_A_GRAVE = Pattern.compile("\u00C3 (?! |quele|quela|quilo|s )");

  /// Sequences of UTF-8 in which a byte became U+FFFD (1A) or a question mark.
  private static final Pattern LOSSY =
      Pattern.compile(
          "[\u00C2-\u00DF]\u001A"
              + "|[\u00C2\u00C3]\\?"
              + "|\u00ED[\u00A0-\u00AF][\u001A?]\u00ED[\u00B0-\u00BF][\u001A?\u0080-\u00BF]"
              + "|\u00ED[\u00A0-\u00AF][\u001A?\u0080-\u00BF]\u00ED[\u00B0-\u00BF][\u001A?]"
              + "|[\u00E0-\u00EF][\u001A?][\u001A\u0080-\u00BF]"
              + "|[\u00E0-\u00EF][\u001A\u0080-\u00BF][\u001A?]"
              + "|[\u00F0-\u00F4][\u001A?][\u001A\u0080-\u00BF][\u001A\u0080-\u00BF]"
              + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF][\u001A?][\u001A\u0080-\u00BF]"
              + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF][\u001A\u0080-\u00BF][\u001A?]"
              + "|\u001A");

  private static final String REPLACEMENT_BYTES = "\u00EF\u00BF\u00BD";

  private EncodingFixer() {}

  /// The text, repaired until nothing about it looks wrong or nothing helps.
  static String fix(String text) {
    String fixed = text;
    while (true) {
      String next = step(fixed);
      if (next.equals(fixed)) {
        return fixed;
      }
      fixed = next;
    }
  }

  private static String step(String text) {
    if (isAscii(text) || !MOJIBAKE.isBad(text)) {
      return text;
    }
    for (CodePage page : TABLES.codePages()) {
      Optional<String> bytes = page.encode(text);
      if (bytes.isPresent()) {
        Optional<String> fixed = CodePage.decodeUtf8(repairBytes(bytes.get(), page));
        if (fixed.isPresent()) {
          return fixed.get();
        }
      }
    }
    String fixed = fixParts(text);
    return fixed.equals(text) ? fixC1(text) : fixed;
  }

  private static String repairBytes(String bytes, CodePage page) {
    String repaired = bytes;
    // In Mac Roman this would be a dash before a blank.
    if (!page.name().equals("macroman") && BLANK_FOR_A0.matcher(repaired).find()) {
      repaired = LONE_A_GRAVE.matcher(repaired).replaceAll("\u00C3\u00A0 ");
      repaired =
          BLANK_FOR_A0.matcher(repaired).replaceAll(match -> match.group().replace(' ', '\u00A0'));
    }
    return page.sloppy() ? LOSSY.matcher(repaired).replaceAll(REPLACEMENT_BYTES) : repaired;
  }

  /// Repairs only the parts that look like UTF-8 sequences and look wrong by themselves.
  private static String fixParts(String text) {
    StringBuilder fixed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = MOJIBAKE.endOfUtf8(text, i);
      if (end == i) {
        fixed.append(text.charAt(i++));
      } else {
        String part = text.substring(i, end);
        boolean wrong = part.length() < text.length() && MOJIBAKE.isBad(part);
        fixed.append(wrong ? fix(part) : part);
        i = end;
      }
    }
    return fixed.toString();
  }

  /// C1 controls as the characters that windows-1252 has in their place.
  static String fixC1(String text) {
    StringBuilder fixed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 && c <= 0x9F) {
        fixed = fixed == null ? new StringBuilder(text) : fixed;
        fixed.setCharAt(i, CodePage.WINDOWS_1252.charAt(c - 0x80));
      }
    }
    return fixed == null ? text : fixed.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
