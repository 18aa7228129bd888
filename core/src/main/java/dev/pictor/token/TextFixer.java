package dev.pictor.token;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Repairs what goes wrong with texts on their way, as ftfy's `fix_text` with its default settings
/// does: references of HTML, wrong encodings, ligatures, widths, curly quotes, line ends, halves of
/// surrogate pairs, escapes of terminals, control characters, decomposed letters; over and over
/// until nothing changes. <https://ftfy.readthedocs.io>
final class TextFixer {

  private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\u001B\\[[\\p{Nd};]*[a-zA-Z]");

  /// Latin letters in one character for the sake of print or of an old encoding.
  private static final Map<Character, String> SPELT_OUT =
      Map.ofEntries(
          Map.entry('\u0132', "IJ"),
          Map.entry('\u0133', "ij"),
          Map.entry('\u0149', "\u02BCn"),
          Map.entry('\u01F1', "DZ"),
          Map.entry('\u01F2', "Dz"),
          Map.entry('\u01F3', "dz"),
          Map.entry('\u01C4', "D\u017D"),
          Map.entry('\u01C5', "D\u017E"),
          Map.entry('\u01C6', "d\u017E"),
          Map.entry('\u01C7', "LJ"),
          Map.entry('\u01C8', "Lj"),
          Map.entry('\u01C9', "lj"),
          Map.entry('\u01CA', "NJ"),
          Map.entry('\u01CB', "Nj"),
          Map.entry('\u01CC', "nj"),
          Map.entry('\uFB00', "ff"),
          Map.entry('\uFB01', "fi"),
          Map.entry('\uFB02', "fl"),
          Map.entry('\uFB03', "ffi"),
          Map.entry('\uFB04', "ffl"),
          Map.entry('\uFB05', "\u017Ft"),
          Map.entry('\uFB06', "st"));

  /// Characters of half and full width, and the ideographic space, as the usual ones.
  private static final Map<Character, String> USUAL_WIDTH = usualWidth();

  private TextFixer() {}

  /// Line by line; references of HTML are left alone from the first line on that has a `<`, because
  /// then the text is HTML itself.
  static String fix(String text) {
    if (isPlain(text) && text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder fixed = new StringBuilder(text.length());
    boolean unescape = true;
    for (int from = 0; from < text.length(); ) {
      int feed = text.indexOf('\n', from);
      int to = feed < 0 ? text.length() : feed + 1;
      String line = text.substring(from, to);
      unescape = unescape && line.indexOf('<') < 0;
      fixed.append(fixLine(line, unescape));
      from = to;
    }
    return fixed.toString();
  }

  /// Whether a text has nothing but references of HTML that is ever changed.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x7F || (c < ' ' && c != '\t' && c != '\n' && c != '\f')) {
        return false;
      }
    }
    return true;
  }

  private static String fixLine(String line, boolean unescape) {
    String fixed = line;
    while (true) {
      String next = unescape ? HtmlReferences.unescapeCertain(fixed) : fixed;
      if (!isPlain(next)) {
        next = fixUnusual(next);
      }
      if (next.equals(fixed)) {
        return fixed;
      }
      fixed = next;
    }
  }

  private static String fixUnusual(String text) {
    String fixed = replace(EncodingFixer.fixC1(EncodingFixer.fix(text)));
    if (fixed.indexOf('\u001B') >= 0) {
      fixed = TERMINAL_ESCAPE.matcher(fixed).replaceAll("");
    }
    return PythonText.nfc(withoutControls(fixed));
  }

  /// The steps that look at one character each, in the order that matters: what a ligature is spelt
  /// as may be a quote.
  private static String replace(String text) {
    StringBuilder replaced = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        boolean ofPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
        if (!ofPair) {
          replaced.append(c == '\r' ? '\n' : c);
        }
      } else if (Character.isSurrogate(c)) {
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (pair) {
          replaced.append(c).append(text.charAt(++i));
        } else {
          replaced.append('\uFFFD');
        }
      } else {
        replaceUnusual(c, replaced);
      }
    }
    return replaced.toString();
  }

  private static void replaceUnusual(char c, StringBuilder to) {
    String spelt = SPELT_OUT.get(c);
    if (spelt == null) {
      spelt = USUAL_WIDTH.get(c);
    }
    if (spelt == null) {
      to.append(straight(c));
      return;
    }
    for (int i = 0; i < spelt.length(); i++) {
      to.append(straight(spelt.charAt(i)));
    }
  }

  private static char straight(char c) {
    return switch (c) {
      case '\u201C', '\u201D', '\u201E', '\u201F' -> '"';
      case '\u02BC', '\u2018', '\u2019', '\u201A', '\u201B' -> '\'';
      case '\u2028', '\u2029', '\u0085' -> '\n';
      default -> c;
    };
  }

  private static String withoutControls(String text) {
    int kept = 0;
    while (kept < text.length() && !isControl(text.charAt(kept))) {
      kept++;
    }
    if (kept == text.length()) {
      return text;
    }
    StringBuilder without = new StringBuilder(text.length()).append(text, 0, kept);
    for (int i = kept; i < text.length(); i++) {
      if (!isControl(text.charAt(i))) {
        without.append(text.charAt(i));
      }
    }
    return without.toString();
  }

  /// Controls that are neither white space nor of use to how text looks.
  private static boolean isControl(char c) {
    if (c < ' ') {
      return c != '\t' && c != '\n' && c != '\f' && c != '\r';
    }
    return c == 0x7F || (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
  }

  private static Map<Character, String> usualWidth() {
    Map<Character, String> widths = new HashMap<>();
    widths.put('\u3000', " ");
    for (char c = '\uFF01'; c < '\uFFF0'; c++) {
      String usual = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
      if (!usual.equals(String.valueOf(c))) {
        widths.put(c, usual);
      }
    }
    return Map.copyOf(widths);
  }
}
