package dev.pictor.token;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Character references of the HTML standard to what they stand for, in two ways: generously as
/// Python's `html.unescape` (`&copy` and `&notit` too), and only where there is no doubt as ftfy.
///
/// <https://html.spec.whatwg.org/multipage/named-characters.html>
final class HtmlReferences {

  private static final Pattern GENEROUS =
      Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");

  /// Letters and digits of a reference that ftfy replaces, at most.
  private static final int LONGEST_CERTAIN = 24;

  private static final Map<String, String> NAMES = names();
  private static final Map<String, String> SHOUTED = shouted();

  private HtmlReferences() {}

  /// Every reference of a text replaced, a name also without its semicolon and then by its longest
  /// known beginning.
  static String unescape(String text) {
    return text.indexOf('&') < 0
        ? text
        : GENEROUS.matcher(text).replaceAll(HtmlReferences::literalGenerous);
  }

  /// References with a semicolon replaced; names of letters also when all in capitals, where that
  /// is no name of its own.
  static String unescapeCertain(String text) {
    int ampersand = text.indexOf('&');
    if (ampersand < 0) {
      return text;
    }
    StringBuilder unescaped = new StringBuilder(text.length());
    int from = 0;
    for (; ampersand >= 0; ampersand = text.indexOf('&', Math.max(from, ampersand + 1))) {
      int end = endOfCertain(text, ampersand);
      if (end > ampersand) {
        unescaped.append(text, from, ampersand).append(certain(text.substring(ampersand, end)));
        from = end;
      }
    }
    return unescaped.append(text, from, text.length()).toString();
  }

  /// Behind the semicolon of the reference that begins at an ampersand, or the ampersand itself.
  private static int endOfCertain(String text, int ampersand) {
    int start = ampersand + 1;
    if (start < text.length() && text.charAt(start) == '#') {
      start++;
    }
    int end = start;
    while (end < text.length() && end - start <= LONGEST_CERTAIN && isName(text.charAt(end))) {
      end++;
    }
    boolean whole = end > start && end - start <= LONGEST_CERTAIN;
    return whole && end < text.length() && text.charAt(end) == ';' ? end + 1 : ampersand;
  }

  private static boolean isName(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static String literalGenerous(MatchResult match) {
    return Matcher.quoteReplacement(generous(match.group(1)));
  }

  private static String certain(String reference) {
    if (reference.charAt(1) == '#') {
      String read = unescape(reference);
      // Read in part only, or a semicolon itself: left alone either way.
      return read.indexOf(';') < 0 ? read : reference;
    }
    String name = reference.substring(1);
    String known = NAMES.get(name);
    if (known == null) {
      known = SHOUTED.get(name);
    }
    return known == null ? reference : known;
  }

  /// @param reference without its ampersand
  private static String generous(String reference) {
    if (reference.charAt(0) == '#') {
      return numeric(reference);
    }
    for (int end = reference.length(); end > 1; end--) {
      String known = NAMES.get(reference.substring(0, end));
      if (known != null) {
        return known + reference.substring(end);
      }
    }
    return "&" + reference;
  }

  private static String numeric(String reference) {
    int end = reference.endsWith(";") ? reference.length() - 1 : reference.length();
    boolean hex = reference.charAt(1) == 'x' || reference.charAt(1) == 'X';
    int number = number(reference.substring(hex ? 2 : 1, end), hex ? 16 : 10);
    if (number >= 0x80 && number <= 0x9F) { // as browsers do
      return CodePage.WINDOWS_1252.substring(number - 0x80, number - 0x7F);
    }
    if (number == 0 || number > Character.MAX_CODE_POINT || isSurrogate(number)) {
      return "\uFFFD";
    }
    return isForbidden(number) ? "" : Character.toString(number);
  }

  /// The number, or one above every code point when it is above them.
  private static int number(String digits, int radix) {
    int number = 0;
    for (int i = 0; i < digits.length() && number <= Character.MAX_CODE_POINT; i++) {
      number = number * radix + Character.digit(digits.charAt(i), radix);
    }
    return number;
  }

  private static boolean isSurrogate(int number) {
    return number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
  }

  private static boolean isForbidden(int number) {
    return number <= 0x8
        || number == 0xB
        || (number >= 0xE && number <= 0x1F)
        || number == 0x7F
        || (number >= 0xFDD0 && number <= 0xFDEF)
        || (number & 0xFFFE) == 0xFFFE;
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>(4096);
    try (InputStream in = HtmlReferences.class.getResourceAsStream("html-entities.tsv")) {
      if (in == null) {
        throw new IllegalStateException("html-entities.tsv: missing from the class path");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        StringBuilder value = new StringBuilder();
        Arrays.stream(line.substring(tab + 1).split(" ", -1))
            .mapToInt(HexFormat::fromHexDigits)
            .forEach(value::appendCodePoint);
        names.put(line.substring(0, tab), value.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(names);
  }

  /// Names in capitals that are no names: `NTILDE;` for `ntilde;`.
  private static Map<String, String> shouted() {
    Map<String, String> shouted = new HashMap<>();
    NAMES.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT);
          boolean ours = name.endsWith(";") && name.equals(name.toLowerCase(Locale.ROOT));
          if (ours && generous(upper).equals("&" + upper)) {
            shouted.put(upper, value.toUpperCase(Locale.ROOT));
          }
        });
    return Map.copyOf(shouted);
  }
}
