package dev.pictor.library;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.pictor.bulk.EntryNames;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A user's own columns for pictures, read from CSV (with a header, separated by commas) or JSON
/// Lines, UTF-8.
///
/// The column `id`, `path`, `filename` or `file` (the first of these that is there) names the
/// picture, by its id or its bare file name; the others of these names are passed over. A CSV
/// column holds numbers or flags (`true`, `false`) when all its values are such, else strings; an
/// empty cell is no value.
public final class MetadataTable {

  private static final List<String> KEYS = List.of("id", "path", "filename", "file");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final Map<String, Metadata> rows = new LinkedHashMap<>();
  private final Map<String, Long> lines = new HashMap<>();

  private MetadataTable(Path file) {
    this.file = file;
  }

  /// Metadata by what the key column holds, with `/` between names and in NFC.
  ///
  /// @throws dev.pictor.error.InvalidRequest naming file, line and column
  public static Map<String, Metadata> read(Path file) {
    MetadataTable table = new MetadataTable(file);
    String extension = EntryNames.extensionOf(FileNames.nameOf(file));
    try {
      switch (extension) {
        case "csv" -> table.readCsv();
        case "jsonl", "ndjson" -> table.readJsonLines();
        default ->
            throw new InvalidRequest(
                "metadata: %s (expected: a file named .csv or .jsonl)".formatted(file));
      }
    } catch (NoSuchFileException missing) {
      throw new InvalidRequest("metadata: %s: no such file".formatted(file), missing);
    } catch (IOException | UncheckedIOException failed) {
      throw new InvalidRequest(
          "metadata: %s cannot be read: %s (expected: UTF-8 text)".formatted(file, failed), failed);
    } catch (CsvParseException broken) {
      throw new InvalidRequest("metadata: %s: %s".formatted(file, broken.getMessage()), broken);
    }
    return Map.copyOf(table.rows);
  }

  private void readCsv() throws IOException {
    List<CsvRecord> records = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .detectBomHeader(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(file)) {
      reader.forEach(records::add);
    }
    if (records.isEmpty()) {
      throw wrong(1, "empty (expected: a header with one of the columns " + KEYS + ")");
    }
    List<String> header = records.getFirst().getFields().stream().map(String::strip).toList();
    requireHeader(header);
    List<CsvRecord> body = records.subList(1, records.size());
    body.forEach(row -> requireWidth(row, header));
    String key = keyOf(1, Set.copyOf(header));
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (!isKey(header.get(i))) {
        columns.add(CsvColumn.of(header.get(i), i, body));
      }
    }
    int keyIndex = header.indexOf(key);
    for (CsvRecord row : body) {
      Map<String, MetadataValue> fields = new LinkedHashMap<>();
      columns.forEach(
          column -> column.value(row).ifPresent(value -> fields.put(column.name(), value)));
      add(row.getStartingLineNumber(), key, row.getField(keyIndex), Metadata.copyOf(fields));
    }
  }

  private void requireHeader(List<String> header) {
    for (String column : header) {
      if (column.isEmpty() || header.indexOf(column) != header.lastIndexOf(column)) {
        throw wrong(1, "column: \"" + column + "\" (expected: a name that no other column has)");
      }
      requireFree(1, column);
    }
  }

  private void requireWidth(CsvRecord row, List<String> header) {
    if (row.getFieldCount() != header.size()) {
      throw wrong(
          row.getStartingLineNumber(),
          "%d columns (expected: %d, as in the header)"
              .formatted(row.getFieldCount(), header.size()));
    }
  }

  private void readJsonLines() throws IOException {
    List<String> texts = Files.readAllLines(file);
    for (int i = 0; i < texts.size(); i++) {
      String text =
          i == 0 && texts.get(0).startsWith("\uFEFF") ? texts.get(0).substring(1) : texts.get(i);
      if (!text.isBlank()) {
        readJsonLine(i + 1, text);
      }
    }
  }

  private void readJsonLine(long line, String text) {
    Map<String, Object> fields;
    try {
      fields = JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JacksonException broken) {
      throw wrong(
          line,
          "column %d: %s (expected: a JSON object)"
              .formatted(broken.getLocation().getColumnNr(), broken.getOriginalMessage()));
    }
    if (fields == null) {
      throw wrong(line, "null (expected: a JSON object)");
    }
    String key = keyOf(line, fields.keySet());
    Object name = fields.get(key);
    fields.keySet().removeIf(MetadataTable::isKey);
    fields.keySet().forEach(column -> requireFree(line, column));
    try {
      add(line, key, name instanceof String string ? string : "", MetadataParser.parse(fields));
    } catch (InvalidRequest invalid) {
      throw invalid.reason().startsWith("metadata: ") ? invalid : wrong(line, invalid.reason());
    }
  }

  private void add(long line, String key, String name, Metadata row) {
    String normalized = EntryNames.normalized(name.strip().replace('\\', '/'));
    String id = normalized.startsWith("./") ? normalized.substring(2) : normalized;
    if (id.isEmpty()) {
      throw wrong(line, "column %s: empty (expected: an id or a file name)".formatted(key));
    }
    Long before = lines.putIfAbsent(id, line);
    if (before != null) {
      throw wrong(
          line,
          "column %s: %s (expected: one row, there is one in line %d)".formatted(key, id, before));
    }
    rows.put(id, row);
  }

  private String keyOf(long line, Set<String> columns) {
    return KEYS.stream()
        .flatMap(key -> columns.stream().filter(key::equalsIgnoreCase))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    line,
                    "columns: %s (expected: one of %s, naming the picture)"
                        .formatted(columns.stream().sorted().toList(), KEYS)));
  }

  private static boolean isKey(String column) {
    return KEYS.contains(column.toLowerCase(Locale.ROOT));
  }

  private void requireFree(long line, String column) {
    if (!isKey(column)) {
      try {
        ExtraColumns.requireFree(column);
      } catch (InvalidRequest taken) {
        throw wrong(line, taken.reason());
      }
    }
  }

  private InvalidRequest wrong(long line, String what) {
    return new InvalidRequest("metadata: %s, line %d, %s".formatted(file, line, what));
  }
}
