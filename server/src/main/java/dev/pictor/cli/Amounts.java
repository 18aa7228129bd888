package dev.pictor.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Large numbers as people write them: `2M`, `1.5k`, `4g`, `500,000`.
final class Amounts {

  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtb]?)(?:i?b)?");
  private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4);

  private Amounts() {}

  /// Of things: `k` is a thousand, `b` and `g` are billions.
  static long count(String option, String text) {
    return parse(option, text, 1000, "a number such as 200000, 200k or 2M");
  }

  /// Of memory: `k` is 1,024 bytes.
  static long bytes(String option, String text) {
    return parse(option, text, 1024, "bytes such as 800m or 4g");
  }

  private static long parse(String option, String text, int base, String expected) {
    String plain = text.strip().replace(",", "").replace("_", "").toLowerCase(Locale.ROOT);
    Matcher form = FORM.matcher(plain);
    double value = 0;
    if (form.matches()) {
      int power = form.group(2).equals("b") ? 3 : POWERS.getOrDefault(form.group(2), 0);
      value = Double.parseDouble(form.group(1)) * Math.pow(base, power);
    }
    if (value < 1 || value > 1e15) {
      throw CommandFailed.wrongCommandLine(
          "%s: %s (expected: %s)".formatted(option, text, expected));
    }
    return Math.round(value);
  }
}
