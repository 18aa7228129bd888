package dev.pictor.library;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.pictor.bulk.CellType;
import dev.pictor.metadata.MetadataValue;
import java.util.List;
import java.util.Optional;

/// One column of a table and the type that all its values have.
///
/// @param index from 0
public record CsvColumn(String name, int index, CellType type) {

  /// The narrowest type that fits all rows: numbers, flags, or strings.
  public static CsvColumn of(String name, int index, List<CsvRecord> rows) {
    return new CsvColumn(
        name, index, CellType.of(() -> rows.stream().map(row -> row.getField(index))));
  }

  /// Empty where the cell is.
  public Optional<MetadataValue> value(CsvRecord row) {
    String text = row.getField(index).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(value(text));
  }

  private MetadataValue value(String text) {
    return switch (type) {
      case NUMBER -> new MetadataValue.Numeric(Double.parseDouble(text));
      case FLAG -> new MetadataValue.Flag(Boolean.parseBoolean(text));
      case TEXT -> new MetadataValue.Text(text);
    };
  }
}
