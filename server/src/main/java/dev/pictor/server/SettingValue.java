package dev.pictor.server;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.error.InvalidRequest;
import dev.pictor.sync.QuietHours;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The value of a setting as its source wrote it. Each way of reading it throws an [InvalidRequest]
/// that names key, value, what was expected, and the source.
record SettingValue(String source, String key, Object raw) {

  private static final Set<String> SECRETS =
      Set.of("api-keys", "answer-key", "embedder-key", "follow-key");

  String text() {
    if (raw instanceof Collection<?> || raw instanceof Map<?, ?>) {
      throw wrong("one value");
    }
    return raw.toString().strip();
  }

  long number() {
    return number(Long.MAX_VALUE);
  }

  long number(long most) {
    try {
      long number = Long.parseLong(text().replace("_", ""));
      if (Math.abs(number) <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong("a whole number", e);
    }
    throw wrong("a whole number up to " + most);
  }

  int whole() {
    return Math.toIntExact(number(Integer.MAX_VALUE));
  }

  boolean flag() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("true or false");
    };
  }

  ComputeDevice.Provider provider() {
    return Stream.of(ComputeDevice.Provider.values())
        .filter(each -> each.word().equals(text().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> wrong("cpu, cuda, coreml or directml"));
  }

  ServerConfig.LogFormat logFormat() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "text" -> ServerConfig.LogFormat.TEXT;
      case "json" -> ServerConfig.LogFormat.JSON;
      default -> throw wrong("text or json");
    };
  }

  ServerConfig.LogLevel logLevel() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "error" -> ServerConfig.LogLevel.ERROR;
      case "warning" -> ServerConfig.LogLevel.WARNING;
      case "info" -> ServerConfig.LogLevel.INFO;
      case "debug" -> ServerConfig.LogLevel.DEBUG;
      default -> throw wrong("error, warning, info or debug");
    };
  }

  ServerConfig.IndexHosts indexHosts() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "ports" -> ServerConfig.IndexHosts.PORTS;
      case "virtual" -> ServerConfig.IndexHosts.VIRTUAL;
      default -> throw wrong("ports or virtual");
    };
  }

  Duration duration() {
    try {
      return text().startsWith("P") ? Duration.parse(text()) : Duration.ofSeconds(number());
    } catch (DateTimeParseException e) {
      throw wrong("seconds, or a time such as PT1H", e);
    }
  }

  /// Not negative.
  Duration positiveDuration() {
    Duration duration = duration();
    if (duration.isNegative()) {
      throw wrong("not negative");
    }
    return duration;
  }

  List<QuietHours> quietHours() {
    return list().stream().map(QuietHours::parse).toList();
  }

  /// `50%` or `0.5`.
  double share() {
    String text = text();
    boolean percent = text.endsWith("%");
    try {
      double number =
          Double.parseDouble(percent ? text.substring(0, text.length() - 1).strip() : text);
      return percent ? number / 100 : number;
    } catch (NumberFormatException e) {
      throw wrong("a share such as 50%", e);
    }
  }

  List<String> list() {
    List<String> list = new ArrayList<>();
    if (raw instanceof Collection<?> many) {
      for (Object each : many) {
        // `- read: KEY` is a map in YAML, and what its text would be is no key that anybody
        // meant.
        if (each == null || each instanceof Collection<?> || each instanceof Map<?, ?>) {
          throw wrong("a list of plain values; leave no blank behind a colon, or quote the whole");
        }
        list.add(each.toString());
      }
    } else {
      for (String each : text().split(",", -1)) {
        if (!each.isBlank()) {
          list.add(each.strip());
        }
      }
    }
    return list;
  }

  Map<String, String> map() {
    Map<String, String> map = new LinkedHashMap<>();
    if (raw instanceof Map<?, ?> given) {
      given.forEach((name, value) -> map.put(String.valueOf(name), String.valueOf(value)));
      return map;
    }
    for (String each : list()) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw wrong("NAME=MODEL, separated by commas");
      }
      map.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
    }
    return map;
  }

  /// Empty text takes away what another source said.
  Optional<Path> optionalPath() {
    return text().isEmpty() ? Optional.empty() : Optional.of(path(text()));
  }

  Path path(String text) {
    try {
      boolean ofHome = text.equals("~") || text.startsWith("~/");
      return Path.of(ofHome ? System.getProperty("user.home", ".") + text.substring(1) : text)
          .toAbsolutePath()
          .normalize();
    } catch (InvalidPathException e) {
      throw wrong("a path", e);
    }
  }

  private InvalidRequest wrong(String expected) {
    return new InvalidRequest(message(expected));
  }

  private InvalidRequest wrong(String expected, Exception cause) {
    return new InvalidRequest(message(expected), cause);
  }

  private String message(String expected) {
    String shown = SECRETS.contains(key) ? "***" : raw.toString();
    return "%s: %s (expected: %s, in %s)".formatted(key, shown, expected, source);
  }
}
