package dev.pictor.error;

import java.util.Map;
import java.util.TreeMap;

/// What went wrong as a program reads it. Immutable.
///
/// @param values what the sentence beside it names, each a `String` or a `Long`
public record Diagnosis(ErrorCode code, Map<String, Object> values) {

  public Diagnosis {
    values.forEach(
        (name, value) -> {
          if (!(value instanceof String || value instanceof Long)) {
            throw new IllegalArgumentException(
                "value: %s=%s (expected: a String or a Long)".formatted(name, value));
          }
        });
    values = Map.copyOf(values);
  }

  public static Diagnosis of(ErrorCode code) {
    return new Diagnosis(code, Map.of());
  }

  public Diagnosis with(String name, long value) {
    return plus(name, value);
  }

  public Diagnosis with(String name, String value) {
    return plus(name, value);
  }

  private Diagnosis plus(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(values);
    more.put(name, value);
    return new Diagnosis(code, more);
  }
}
