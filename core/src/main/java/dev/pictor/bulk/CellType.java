package dev.pictor.bulk;

import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the cells of a column of texts are: the narrowest type that fits all that are not empty.
public enum CellType {
  NUMBER,
  FLAG,
  TEXT;

  /// Digits with a leading zero are article numbers and the like, not numbers.
  private static final Predicate<String> NUMBERS =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?").asMatchPredicate();

  private static final Predicate<String> FLAGS =
      Pattern.compile("true|false", Pattern.CASE_INSENSITIVE).asMatchPredicate();

  /// Above it neighbouring integers share one floating point number.
  private static final double EXACT_INTEGERS = 1L << 53;

  /// @param cells gives them anew at each call
  public static CellType of(Supplier<Stream<String>> cells) {
    if (all(cells.get(), CellType::isNumber)) {
      return NUMBER;
    }
    return all(cells.get(), FLAGS) ? FLAG : TEXT;
  }

  private static boolean all(Stream<String> cells, Predicate<String> type) {
    return cells.map(String::strip).filter(text -> !text.isEmpty()).allMatch(type);
  }

  private static boolean isNumber(String text) {
    return NUMBERS.test(text) && Math.abs(Double.parseDouble(text)) <= EXACT_INTEGERS;
  }

  /// A cell as [Double], [Boolean] or [String].
  public Object value(String text) {
    return switch (this) {
      case NUMBER -> (Object) Double.valueOf(text);
      case FLAG -> Boolean.valueOf(text);
      case TEXT -> text;
    };
  }
}
