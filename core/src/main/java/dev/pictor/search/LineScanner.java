package dev.pictor.search;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a [QueryLine] into its pieces. For one line.
final class LineScanner {

  private static final Pattern WEIGHT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)[*＊×]");
  private static final Pattern FIELD = Pattern.compile("(\\p{L}+)[:：]");
  private static final String OPENING = "\"“”「＂";
  private static final String CLOSING = "\"”“」＂";

  private final String line;
  private int at;

  LineScanner(String line) {
    this.line = line;
  }

  /// @throws InvalidRequest naming the position of what is wrong
  List<LineToken> tokens() {
    List<LineToken> tokens = new ArrayList<>();
    for (skipBlanks(); at < line.length(); skipBlanks()) {
      tokens.add(next());
    }
    return tokens;
  }

  /// The complaint about what stands at a position.
  static InvalidRequest problem(int position, String found, String expected) {
    return new InvalidRequest(
        Diagnosis.of(ErrorCode.WRONG_QUERY).with("position", position).with("found", found),
        "query, character %d: %s (expected: %s)".formatted(position, found, expected));
  }

  private void skipBlanks() {
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
  }

  private LineToken next() {
    int position = at + 1;
    char first = line.charAt(at);
    if (isSign(first)) {
      at++;
      return new LineToken.Sign(first != '+' && first != '＋', position);
    }
    Matcher weight = WEIGHT.matcher(line).region(at, line.length());
    if (weight.lookingAt()) {
      at = weight.end();
      return new LineToken.Weight(Double.parseDouble(weight.group(1)), position);
    }
    if (OPENING.indexOf(first) >= 0) {
      return new LineToken.Quoted(quoted(), position);
    }
    return field(position).orElseGet(() -> new LineToken.Bare(bare(), position));
  }

  private String quoted() {
    int from = at + 1;
    char opening = line.charAt(at);
    char closing = CLOSING.charAt(OPENING.indexOf(opening));
    int to = line.indexOf(closing, from);
    if (to < 0) {
      throw problem(at + 1, line.substring(at), "a closing " + closing);
    }
    at = to + 1;
    return line.substring(from, to);
  }

  private Optional<LineToken> field(int position) {
    Matcher word = FIELD.matcher(line).region(at, line.length());
    if (!word.lookingAt() || line.startsWith("//", word.end())) {
      return Optional.empty();
    }
    Optional<LineField> field = LineField.of(word.group(1));
    if (field.isEmpty()) {
      if (word.end() < line.length() && isTypo(word.group(1), line.charAt(word.end()))) {
        throw problem(
            position,
            word.group(),
            "one of %s before a colon, or quotation marks around a text"
                .formatted(LineField.known()));
      }
      return Optional.empty();
    }
    at = word.end();
    String value = at < line.length() && OPENING.indexOf(line.charAt(at)) >= 0 ? quoted() : bare();
    if (value.isBlank()) {
      throw problem(position, word.group(), "a value right after the colon");
    }
    return Optional.of(new LineToken.Field(field.get(), value.strip(), position));
  }

  /// Whether a word before a colon was meant to be a field: `foldr:2024`, but not `note: a cat`.
  private static boolean isTypo(String word, char following) {
    return !isBlank(following) && word.chars().allMatch(each -> each < 128);
  }

  private String bare() {
    int from = at;
    while (at < line.length() && !isBlank(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  /// Whether a sign stands here: what hangs together, as `black-and-white`, is read as one piece.
  private static boolean isSign(char character) {
    return "+-＋－−".indexOf(character) >= 0;
  }

  private static boolean isBlank(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }
}
