package dev.pictor.transfer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.library.CsvColumn;
import dev.pictor.library.Uploads;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A list of addresses of pictures: CSV with a header, a column `url`, maybe `id`, and others that
/// become metadata. A column holds numbers or flags when all its values are such, else strings.
///
/// @param identity what the file is known by between two runs
record UrlTable(String identity, List<Row> rows) {

  /// @param url empty when the row has none
  /// @param id the address itself where the table has none, cut when it is too long
  record Row(long line, String url, String id, Metadata metadata) {}

  private static final String URL = "url";
  private static final String ID = "id";
  private static final int MAX_ID_BYTES = 512;

  UrlTable {
    rows = List.copyOf(rows);
  }

  /// @throws InvalidRequest naming file, and line or column
  static UrlTable read(Path file) {
    try {
      return new UrlTable(SourceIdentity.of(file), rows(file));
    } catch (UnreadableFile e) {
      throw Sources.unreadable(file, e);
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw new InvalidRequest(
          "%s cannot be read: %s (expected: CSV in UTF-8)".formatted(file, e.getMessage()), e);
    }
  }

  private static List<Row> rows(Path file) throws IOException {
    List<CsvRecord> records = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .detectBomHeader(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(file)) {
      reader.forEach(records::add);
    }
    List<String> header =
        records.isEmpty()
            ? List.of()
            : records.getFirst().getFields().stream().map(String::strip).toList();
    int url = place(header, URL);
    if (url < 0) {
      throw new InvalidRequest(
          "%s, line 1: columns %s (expected: url, maybe id, and others as metadata)"
              .formatted(file, header));
    }
    List<CsvRecord> body = records.subList(1, records.size());
    for (CsvRecord row : body) {
      if (row.getFieldCount() != header.size()) {
        throw new InvalidRequest(
            "%s, line %d: %d columns (expected: %d, as in the header)"
                .formatted(file, row.getStartingLineNumber(), row.getFieldCount(), header.size()));
      }
    }
    return new Body(url, place(header, ID), columns(header, body)).rows(body);
  }

  private static int place(List<String> header, String name) {
    return header.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList().indexOf(name);
  }

  private static List<CsvColumn> columns(List<String> header, List<CsvRecord> body) {
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (i != place(header, URL) && i != place(header, ID)) {
        columns.add(CsvColumn.of(header.get(i), i, body));
      }
    }
    Uploads.requireFree(columns.stream().map(CsvColumn::name).toList());
    return columns;
  }

  /// @param id -1 for none
  private record Body(int url, int id, List<CsvColumn> columns) {

    List<Row> rows(List<CsvRecord> body) {
      return body.stream().map(this::row).toList();
    }

    private Row row(CsvRecord row) {
      String address = row.getField(url).strip();
      Map<String, MetadataValue> fields = new LinkedHashMap<>();
      fields.put(URL, new MetadataValue.Text(address));
      for (CsvColumn column : columns) {
        column.value(row).ifPresent(value -> fields.put(column.name(), value));
      }
      String own =
          Optional.of(id)
              .filter(each -> each >= 0)
              .map(each -> row.getField(each).strip())
              .filter(each -> !each.isEmpty())
              .orElse(address);
      return new Row(
          row.getStartingLineNumber(),
          address,
          shortened(own),
          MetadataParser.requireSize(Metadata.copyOf(fields)));
    }

    /// The end of an address tells more than its start.
    private static String shortened(String id) {
      return id.getBytes(StandardCharsets.UTF_8).length <= MAX_ID_BYTES
          ? id
          : Integer.toHexString(id.hashCode()) + id.substring(id.length() - 100);
    }
  }
}
