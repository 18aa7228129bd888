package dev.pictor.eval;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.pictor.error.InvalidRequest;
import dev.pictor.search.QueryPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Labelled queries in CSV (UTF-8, with a header, separated by commas). Columns, in any order:
///
/// - `query`: a text; or `picture`: a picture file; or `like`: the id of a picture of the
///   collection. One of them in each row.
/// - `expected`: ids of the right pictures, separated by `|`; empty when nothing matches.
/// - `language`: for the tables; may be left out.
public final class QueryTable {

  private static final List<String> KINDS = List.of("query", "picture", "like");
  private static final Set<String> COLUMNS =
      Set.of("query", "picture", "like", "expected", "language");

  private QueryTable() {}

  /// @param name of the table, for messages
  /// @param pictures reads what the column `picture` names
  /// @throws InvalidRequest naming line and column
  public static List<LabelledQuery> parse(
      String csv, String name, Function<String, byte[]> pictures) {
    List<LabelledQuery> queries = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofNamedCsvRecord(withoutMark(csv))) {
      for (NamedCsvRecord row : reader) {
        requireColumns(row, name);
        queries.add(query(row, name, pictures));
      }
    } catch (CsvParseException broken) {
      throw new InvalidRequest("%s: %s".formatted(name, broken.getMessage()), broken);
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    if (queries.isEmpty()) {
      throw new InvalidRequest(
          name + ": no rows (expected: a header with query and expected, and a query in each row)");
    }
    return List.copyOf(queries);
  }

  private static String withoutMark(String csv) {
    return csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
  }

  private static void requireColumns(NamedCsvRecord row, String name) {
    Set<String> others = new HashSet<>(row.getHeader());
    others.removeAll(COLUMNS);
    if (!others.isEmpty()) {
      throw wrong(
          name,
          1,
          "column: %s (expected: some of %s)"
              .formatted(
                  others.stream().sorted().findFirst().orElseThrow(),
                  COLUMNS.stream().sorted().toList()));
    }
    if (!row.getHeader().contains("expected")) {
      throw wrong(name, 1, "no column expected (expected: one, empty where nothing matches)");
    }
    if (row.getFields().size() > row.getHeader().size()) {
      throw wrong(
          name,
          row.getStartingLineNumber(),
          "%d values (expected: %d, as in the header; quotation marks around one with a comma in it)"
              .formatted(row.getFields().size(), row.getHeader().size()));
    }
  }

  private static LabelledQuery query(
      NamedCsvRecord row, String name, Function<String, byte[]> pictures) {
    List<String> kinds = KINDS.stream().filter(kind -> !field(row, kind).isEmpty()).toList();
    if (kinds.size() != 1) {
      throw wrong(
          name,
          row.getStartingLineNumber(),
          "%s (expected: exactly one of the columns %s)"
              .formatted(kinds.isEmpty() ? "no query" : "columns " + kinds, KINDS));
    }
    String what = field(row, kinds.getFirst());
    QueryPart part =
        switch (kinds.getFirst()) {
          case "query" -> new QueryPart.TextPart(what, 1);
          case "like" -> new QueryPart.IdPart(what, 1);
          default -> new QueryPart.ImagePart(pictures.apply(what), 1);
        };
    Set<String> expected =
        Stream.of(field(row, "expected").split("\\|", -1))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
    return new LabelledQuery(what, field(row, "language"), List.of(part), expected);
  }

  private static String field(NamedCsvRecord row, String column) {
    Optional<String> found = row.findField(column);
    return found.map(String::strip).orElse("");
  }

  private static InvalidRequest wrong(String name, long line, String what) {
    return new InvalidRequest("%s, line %d: %s".formatted(name, line, what));
  }
}
