package dev.pictor.metadata;

import java.util.regex.Pattern;

/// Which strings a range compares as ISO 8601 dates, and how.
///
/// A date is `YYYY-MM-DD`, alone or followed by `T` or a blank and a time of day (`HH:MM`,
/// `HH:MM:SS`, any fraction), with or without `Z` or an offset. Dates compare as text, character by
/// character: a day alone comes before every time of that day, so `$gte "2024-03-01"` matches
/// `2024-03-01T10:00:00` and `$lte "2024-03-01"` does not (write `$lt "2024-03-02"`). Offsets are
/// not converted; keep the times of one field in one zone. Any other string is no date and matches
/// no range.
public final class IsoDates {

  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
              + "([T ]([01]\\d|2[0-4]):[0-5]\\d(:[0-6]\\d([.,]\\d{1,9})?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?)?");

  private static final int DAY_LENGTH = 10;
  private static final int LONGEST = 40;

  private IsoDates() {}

  /// Whether a range may compare `text`.
  public static boolean isDate(String text) {
    return text.length() >= DAY_LENGTH
        && text.length() <= LONGEST
        && text.charAt(4) == '-'
        && DATE.matcher(text).matches();
  }
}
