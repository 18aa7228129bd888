package dev.pictor.http;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds the route of a request. Paths are split before they are decoded, so that `%2F` stays
/// inside its segment. Immutable.
final class Router {

  private static final int CATCH_ALL = 1000; // more than any path has placeholders

  record Found(RouteGroup group, Route route, Map<String, String> pathValues) {}

  private record Entry(RouteGroup group, Route route, List<String> segments) {
    /// Fixed segments go before placeholders, which go before the rest of a path.
    int generality() {
      int open = 0;
      for (String segment : segments) {
        open += segment.endsWith("...}") ? CATCH_ALL : segment.startsWith("{") ? 1 : 0;
      }
      return open;
    }
  }

  private final List<RouteGroup> groups; // longest prefix first
  private final List<Entry> entries;

  Router(List<RouteGroup> groups) {
    this.groups =
        groups.stream()
            .sorted(Comparator.comparingInt((RouteGroup group) -> -group.prefix().length()))
            .toList();
    this.entries =
        groups.stream()
            .flatMap(
                group ->
                    group.routes().stream()
                        .map(route -> new Entry(group, route, split(route.path()))))
            .sorted(Comparator.comparingInt(Entry::generality))
            .toList();
  }

  /// @throws HttpFailure 404, or 405 when other methods are routed
  Found find(String method, String path) {
    List<String> segments = split(path);
    TreeSet<String> allowed = new TreeSet<>();
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Entry entry : entries) {
      Optional<Map<String, String>> values = match(entry.segments(), segments);
      if (values.isPresent()) {
        // The files of the page take every GET; they must not hide a route of another method.
        boolean hides = entry.generality() >= CATCH_ALL && !allowed.isEmpty();
        if (!hides && entry.route().method().name().equals(wanted)) {
          return new Found(entry.group(), entry.route(), values.get());
        }
        // A catch-all must not turn every unknown POST into a 405.
        if (entry.generality() < CATCH_ALL) {
          allowed.add(entry.route().method().name());
        }
      }
    }
    if (allowed.isEmpty()) {
      throw HttpFailure.notFound(path);
    }
    throw HttpFailure.methodNotAllowed(method, String.join(", ", allowed));
  }

  /// The group whose manners apply to a path without a route.
  RouteGroup groupOf(String path) {
    return groups.stream()
        .filter(group -> path.startsWith(group.prefix()))
        .findFirst()
        .orElse(groups.getLast());
  }

  private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String segment = pattern.get(i);
      if (segment.endsWith("...}")) {
        List<String> rest = path.subList(Math.min(i, path.size()), path.size());
        values.put(segment.substring(1, segment.length() - 4), decode(String.join("/", rest)));
        return Optional.of(values);
      }
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (segment.startsWith("{")) {
        if (path.get(i).isEmpty()) {
          return Optional.empty();
        }
        values.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return pattern.size() == path.size() ? Optional.of(values) : Optional.empty();
  }

  private static List<String> split(String path) {
    return new ArrayList<>(List.of(path.substring(1).split("/", -1)));
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpFailure(
          400,
          Diagnosis.of(ErrorCode.INVALID_REQUEST),
          "path segment: " + segment + " (expected: valid %-encoding)");
    }
  }
}
