package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.error.InvalidRequest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Patterns of files and folders that are passed over. Immutable, thread-safe.
///
/// `*` stands for any characters of one name, `?` for one of them, `**` for any names. A pattern
/// without `/` is compared with the name of each file and folder, one with `/` with the path below
/// the library's folder. Letters' case does not matter. A folder takes along all inside.
public final class Exclusions {

  private static final Pattern TOKEN = Pattern.compile("\\*\\*/|\\*\\*|\\*|\\?|[^*?]+");

  private final List<Pattern> ofNames;
  private final List<Pattern> ofPaths;

  private Exclusions(List<Pattern> ofNames, List<Pattern> ofPaths) {
    this.ofNames = ofNames;
    this.ofPaths = ofPaths;
  }

  /// @throws InvalidRequest naming the pattern that cannot be one
  public static Exclusions of(List<String> patterns) {
    List<String> plain = patterns.stream().map(Exclusions::plain).toList();
    return new Exclusions(
        plain.stream().filter(each -> !each.contains("/")).map(Exclusions::compiled).toList(),
        plain.stream().filter(each -> each.contains("/")).map(Exclusions::compiled).toList());
  }

  /// Of the settings and of a library together.
  static Exclusions of(List<String> general, List<String> own) {
    return of(Stream.concat(general.stream(), own.stream()).toList());
  }

  /// A slash at the end says that a folder is meant, one at the start that a path is.
  private static String plain(String pattern) {
    String plain = EntryNames.normalized(pattern.strip()).replaceAll("/+$", "");
    if (plain.isEmpty() || plain.startsWith("!")) {
      throw new InvalidRequest(
          "exclude: \"%s\" (expected: a name or a path with * and ?, such as *.tmp or drafts/**)"
              .formatted(pattern));
    }
    return plain;
  }

  private static Pattern compiled(String pattern) {
    String anchored = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    String regex =
        TOKEN
            .matcher(anchored)
            .replaceAll(
                token ->
                    switch (token.group()) {
                      case "**/" -> "(?:.*/)?";
                      case "**" -> ".*";
                      case "*" -> "[^/]*";
                      case "?" -> "[^/]";
                      default ->
                          java.util.regex.Matcher.quoteReplacement(Pattern.quote(token.group()));
                    });
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /// @param path below the library's folder, normalised, `/` between names
  boolean cover(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return ofNames.stream().anyMatch(each -> each.matcher(name).matches())
        || ofPaths.stream().anyMatch(each -> each.matcher(path).matches());
  }
}
