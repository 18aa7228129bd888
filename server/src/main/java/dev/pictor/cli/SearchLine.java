package dev.pictor.cli;

import dev.pictor.error.InvalidRequest;
import dev.pictor.search.QueryLine;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The words of a command line as one [QueryLine]. Stateless.
final class SearchLine {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What may stand before a value that a shell has taken the quotation marks off.
  private static final Pattern START =
      Pattern.compile("(?s)([+-]?(?:\\d+(?:\\.\\d+)?\\*)?(?:\\p{L}+[:：](?!//))?)(.*\\s.*)");

  private SearchLine() {}

  /// A single word is a line of its own; of several, each that has blanks is one part, as the
  /// quotation marks said that the shell took away.
  static String of(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : words.stream().map(SearchLine::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    Matcher parts = START.matcher(word);
    return word.indexOf('"') < 0 && parts.matches()
        ? parts.group(1) + '"' + parts.group(2) + '"'
        : word;
  }

  /// The files that the line names, to be sent along.
  ///
  /// @throws CommandFailed when the line is wrong
  static ObjectNode pictures(String line) {
    ObjectNode pictures = JSON.createObjectNode();
    names(line)
        .filter(SearchLine::isFile)
        .forEach(
            name ->
                pictures
                    .putObject(name)
                    .put("type", "base64")
                    .put("value", SearchCommand.base64(Path.of(name))));
    return pictures;
  }

  /// The pictures of the line that are no files here.
  static List<String> noFiles(String line) {
    return names(line).filter(name -> !isFile(name)).toList();
  }

  private static Stream<String> names(String line) {
    if (line.isEmpty()) {
      return Stream.empty();
    }
    try {
      return QueryLine.parse(line).terms().stream()
          .filter(QueryLine.Picture.class::isInstance)
          .map(QueryLine.Picture.class::cast)
          .filter(picture -> !picture.isAddress())
          .map(QueryLine.Picture::name);
    } catch (InvalidRequest e) {
      throw new CommandFailed(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (InvalidPathException e) {
      return false; // an id that no file can be called
    }
  }
}
