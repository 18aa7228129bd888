package dev.pictor.library;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.pictor.metadata.MetadataValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// One column of a table and the type that all its values have.
///
/// @param index from 0
public record CsvColumn(String name, int index, Function<String, MetadataValue> type) {

  /// Digits with a leading zero are article numbers and the like, not numbers.
  private static final Predicate<String> NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?").asMatchPredicate();

  private static final Predicate<String> FLAG =
      Pattern.compile("true|false", Pattern.CASE_INSENSITIVE).asMatchPredicate();

  /// Above it neighbouring integers share one floating point number.
  private static final double EXACT_INTEGERS = 1L << 53;

  /// The narrowest type that fits all rows: numbers, flags, or strings.
  public static CsvColumn of(String name, int index, List<CsvRecord> rows) {
    Function<String, MetadataValue> type = MetadataValue.Text::new;
    if (all(rows, index, CsvColumn::isNumber)) {
      type = text -> new MetadataValue.Numeric(Double.parseDouble(text));
    } else if (all(rows, index, FLAG)) {
      type = text -> new MetadataValue.Flag(Boolean.parseBoolean(text));
    }
    return new CsvColumn(name, index, type);
  }

  private static boolean all(List<CsvRecord> rows, int index, Predicate<String> type) {
    return rows.stream()
        .map(row -> row.getField(index).strip())
        .filter(text -> !text.isEmpty())
        .allMatch(type);
  }

  private static boolean isNumber(String text) {
    return NUMBER.test(text) && Math.abs(Double.parseDouble(text)) <= EXACT_INTEGERS;
  }

  /// Empty where the cell is.
  public Optional<MetadataValue> value(CsvRecord row) {
    String text = row.getField(index).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(type.apply(text));
  }
}
