package dev.pictor.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rows of a CSV file with a header: strings, numbers ([Double]) and flags by column, empty
/// cells left out. All of it is in memory. Stateless.
public final class CsvRows {

  private CsvRows() {}

  /// @param file its name, for messages
  /// @throws InvalidRequest naming file, and line
  public static List<Map<String, Object>> read(String file, InputStream in) throws IOException {
    List<CsvRecord> records = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .detectBomHeader(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(in)) {
      reader.forEach(records::add);
    } catch (UncheckedIOException | CsvParseException e) {
      throw new InvalidRequest(
          "%s cannot be read: %s (expected: CSV in UTF-8)".formatted(file, e.getMessage()), e);
    }
    if (records.isEmpty()) {
      return List.of();
    }
    List<String> header = records.get(0).getFields().stream().map(String::strip).toList();
    List<CsvRecord> body = records.subList(1, records.size());
    for (CsvRecord row : body) {
      if (row.getFieldCount() != header.size()) {
        throw new InvalidRequest(
            "%s, line %d: %d columns (expected: %d, as in the header)"
                .formatted(file, row.getStartingLineNumber(), row.getFieldCount(), header.size()));
      }
    }
    return rows(header, body);
  }

  /// All columns that any row has a value in.
  public static Set<String> columns(List<Map<String, Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    return columns;
  }

  private static List<Map<String, Object>> rows(List<String> header, List<CsvRecord> body) {
    List<CellType> types = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      types.add(
          PictureList.isOwn(header.get(i))
              ? CellType.TEXT
              : CellType.of(() -> body.stream().map(row -> row.getField(column))));
    }
    List<Map<String, Object>> rows = new ArrayList<>(body.size());
    for (CsvRecord record : body) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        String cell = record.getField(i).strip();
        if (!cell.isEmpty()) {
          row.put(header.get(i), types.get(i).value(cell));
        }
      }
      rows.add(row);
    }
    return rows;
  }
}
