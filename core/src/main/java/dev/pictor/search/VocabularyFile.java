package dev.pictor.search;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads vocabularies from text, as `docs/tags.md` describes it: a table with commas or tabs, with
/// the columns `id`, `en`, `zh`, `en-prompts` and `zh-prompts`. A row whose word has `{}` in it is
/// a template; lines that begin with `#` are passed over.
public final class VocabularyFile {

  private static final List<String> COLUMNS = List.of("id", "en", "zh", "en-prompts", "zh-prompts");
  private static final Pattern BETWEEN_PROMPTS = Pattern.compile("\\|");
  private static final int LONGEST = 200;

  private final String name;
  private final VocabularyLanguage language;
  private final List<Vocabulary.Entry> entries = new ArrayList<>();
  private final List<String> templates = new ArrayList<>();
  private final Map<String, Long> linesOfTags = new HashMap<>();
  private final Map<String, Long> linesOfIds = new HashMap<>();
  private List<String> header = List.of();

  private VocabularyFile(String name, VocabularyLanguage language) {
    this.name = name;
    this.language = language;
  }

  /// The words of one language; rows without a word in it are left out.
  ///
  /// @param name of the file, for messages; becomes the vocabulary's name
  /// @throws InvalidRequest naming file, line and column
  public static Vocabulary parse(String name, String text, VocabularyLanguage language) {
    VocabularyFile file = new VocabularyFile(name, language);
    try {
      file.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CsvParseException broken) {
      throw new InvalidRequest("vocabulary: %s: %s".formatted(name, broken.getMessage()), broken);
    }
    return file.vocabulary();
  }

  private void read(String text) {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator(text))
            .commentStrategy(CommentStrategy.SKIP)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        if (header.isEmpty()) {
          header = header(row);
        } else {
          add(row);
        }
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // of a string
    }
    if (header.isEmpty()) {
      throw wrong(1, "empty (expected: a header with the column " + language.code() + ")");
    }
  }

  /// A tab in the header says that tabs stand between columns.
  private static char separator(String text) {
    return text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .findFirst()
            .filter(line -> line.indexOf('\t') >= 0)
            .isPresent()
        ? '\t'
        : ',';
  }

  private List<String> header(CsvRecord row) {
    List<String> names = row.getFields().stream().map(String::strip).toList();
    for (int i = 0; i < names.size(); i++) {
      String column = names.get(i);
      if (!COLUMNS.contains(column) || names.indexOf(column) != i) {
        throw wrong(
            row.getStartingLineNumber(),
            "column %d: \"%s\" (expected: %s, each once)".formatted(i + 1, column, COLUMNS));
      }
    }
    if (!names.contains(language.code())) {
      throw wrong(
          row.getStartingLineNumber(),
          "columns: %s (expected: the column %s, for tags in that language)"
              .formatted(names, language.code()));
    }
    return names;
  }

  private void add(CsvRecord row) {
    long line = row.getStartingLineNumber();
    if (row.getFieldCount() != header.size()) {
      throw wrong(
          line,
          "%d columns (expected: %d, as in the header; put quotation marks around a value that has the separator in it)"
              .formatted(row.getFieldCount(), header.size()));
    }
    String word = cell(row, language.code());
    if (word.contains(Vocabulary.PLACE)) {
      addTemplate(line, word);
    } else if (!word.isEmpty()) {
      addEntry(row, line, word);
    }
  }

  private void addTemplate(long line, String template) {
    if (template.indexOf(Vocabulary.PLACE) != template.lastIndexOf(Vocabulary.PLACE)) {
      throw wrong(line, language.code(), template, "{} once, where the word goes");
    }
    templates.add(template);
  }

  private void addEntry(CsvRecord row, long line, String word) {
    if (word.length() > LONGEST) {
      throw wrong(
          line,
          language.code(),
          word.length() + " characters",
          "at most %d characters".formatted(LONGEST));
    }
    requireFirst(linesOfTags, line, language.code(), word);
    String id = cell(row, "id").isEmpty() ? word : cell(row, "id");
    requireFirst(linesOfIds, line, "id", id);
    String column = language.code() + "-prompts";
    String given = cell(row, column);
    List<String> prompts =
        BETWEEN_PROMPTS.splitAsStream(given).map(String::strip).filter(p -> !p.isEmpty()).toList();
    if (!given.isEmpty() && prompts.isEmpty()) {
      throw wrong(line, column, given, "texts with | between them, or nothing");
    }
    entries.add(new Vocabulary.Entry(id, word, prompts.isEmpty() ? List.of(word) : prompts));
  }

  private void requireFirst(Map<String, Long> lines, long line, String column, String value) {
    Long before = lines.putIfAbsent(value, line);
    if (before != null) {
      throw wrong(line, column, value, "each once; it is in line %d too".formatted(before));
    }
  }

  private String cell(CsvRecord row, String column) {
    int index = header.indexOf(column);
    return index < 0 ? "" : row.getField(index).strip();
  }

  private Vocabulary vocabulary() {
    try {
      return new Vocabulary(
          name, entries, templates.isEmpty() ? List.of(Vocabulary.PLACE) : templates);
    } catch (InvalidRequest invalid) {
      throw new InvalidRequest("vocabulary: %s: %s".formatted(name, invalid.reason()), invalid);
    }
  }

  private InvalidRequest wrong(long line, String column, String value, String expected) {
    return wrong(line, "column %s: %s (expected: %s)".formatted(column, value, expected));
  }

  private InvalidRequest wrong(long line, String what) {
    return new InvalidRequest("vocabulary: %s, line %d, %s".formatted(name, line, what));
  }
}
