package dev.pictor.sync;

import dev.pictor.error.InvalidRequest;
import java.time.DateTimeException;
import java.time.LocalTime;

/// A time of each day, perhaps over midnight, in which nothing is indexed by itself.
///
/// @param from the first moment
/// @param to the first moment after it
public record QuietHours(LocalTime from, LocalTime to) {

  public QuietHours {
    if (from.equals(to)) {
      throw new InvalidRequest(
          "quiet-hours: %s-%s (expected: two different times, such as 08:00-18:00)"
              .formatted(from, to));
    }
  }

  /// Reads `08:00-18:00`.
  ///
  /// @throws InvalidRequest when it is written otherwise
  public static QuietHours parse(String text) {
    int dash = text.indexOf('-');
    try {
      if (dash > 0) {
        return new QuietHours(
            LocalTime.parse(text.substring(0, dash).strip()),
            LocalTime.parse(text.substring(dash + 1).strip()));
      }
    } catch (DateTimeException e) {
      throw unreadable(text, e);
    }
    throw unreadable(text, null);
  }

  private static InvalidRequest unreadable(
      String text, @org.jspecify.annotations.Nullable Exception cause) {
    String message =
        "quiet-hours: %s (expected: two times of the day, such as 08:00-18:00 or 22:00-06:30)"
            .formatted(text);
    return cause == null ? new InvalidRequest(message) : new InvalidRequest(message, cause);
  }

  public boolean hold(LocalTime time) {
    boolean started = !time.isBefore(from);
    boolean before = time.isBefore(to);
    return from.isBefore(to) ? started && before : started || before;
  }

  @Override
  public String toString() {
    return from + "-" + to;
  }
}
