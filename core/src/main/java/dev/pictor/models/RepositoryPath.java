package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Paths of files in a repository of a hub. They come from another machine, so none may leave the
/// folder it is put into.
final class RepositoryPath {

  /// Names joined by `/`, none of which starts with a dot.
  static final String PATTERN = "[\\w+@-][\\w.+@ -]*(/[\\w+@-][\\w.+@ -]*)*";

  private static final Pattern PATH = Pattern.compile(PATTERN);
  private static final Pattern REPOSITORY = Pattern.compile("[\\w-][\\w.-]*/[\\w-][\\w.-]*");

  private RepositoryPath() {}

  static boolean isSafe(String path) {
    return PATH.matcher(path).matches();
  }

  static boolean isRepository(String name) {
    return REPOSITORY.matcher(name).matches();
  }

  /// @throws InvalidRequest when it could lie outside of `folder`
  static Path under(Path folder, String path) {
    if (!isSafe(path)) {
      throw new InvalidRequest(
          "file: %s (expected: names of letters, digits, '.', '_', '-' joined by '/')"
              .formatted(path));
    }
    return folder.resolve(path);
  }

  /// As a part of an address.
  static String encoded(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
