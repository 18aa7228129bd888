package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import java.util.List;

/// Parameters of an address's query.
final class Parameters {

  private Parameters() {}

  static int number(Call call, String name, int absent, int least, int most) {
    String given = call.query(name).orElse(Integer.toString(absent));
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequest(
          "%s: %s (expected: %d to %d)".formatted(name, given, least, most), e);
    }
    throw new InvalidRequest("%s: %s (expected: %d to %d)".formatted(name, given, least, most));
  }

  /// A number of bytes, 0 when absent.
  static long bytes(Call call, String name, long most) {
    String given = call.query(name).orElse("0");
    if (given.matches("\\d{1,18}") && Long.parseLong(given) <= most) {
      return Long.parseLong(given);
    }
    throw new InvalidRequest("%s: %s (expected: 0 to %d)".formatted(name, given, most));
  }

  /// @throws InvalidRequest naming the first parameter that nobody asks for
  static void refuseOthers(Call call, List<String> known) {
    for (String name : call.queryNames()) {
      if (!known.contains(name)) {
        throw new InvalidRequest(
            "query parameter: %s (expected: one of %s)".formatted(name, known));
      }
    }
  }
}
