package dev.pictor.transfer;

import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.schema.ColumnSchema;
import dev.pictor.error.InvalidRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts records together from the columns of a batch. Used by one thread.
final class ParquetRows {

  private static final String FINITE = "finite numbers in the range of float32";

  private final ColumnReader ids;
  private final Optional<ColumnReader> metadata;
  private final Optional<ColumnReader> namespace;
  private final Optional<ColumnReader> error;
  private final Optional<NumberLists> values;
  private final Optional<NumberLists> sparseIndices;
  private final Optional<NumberLists> sparseValues;
  private @Nullable String[] idTexts = {};
  private @Nullable String[] metadataTexts = {}; // empty without such a column, as the next
  private @Nullable String[] namespaceTexts = {};
  private @Nullable String[] errorTexts = {};

  ParquetRows(ParquetColumns which, ColumnReaders columns) {
    this.ids = reader(columns, which.id());
    this.metadata = which.metadata().map(column -> reader(columns, column));
    this.namespace = which.namespace().map(column -> reader(columns, column));
    this.error = which.error().map(column -> reader(columns, column));
    this.values = lists(columns, which.values());
    this.sparseIndices = lists(columns, which.sparseIndices());
    this.sparseValues = lists(columns, which.sparseValues());
  }

  private static ColumnReader reader(ColumnReaders columns, ColumnSchema which) {
    return columns.getColumnReader(which.fieldPath().toString());
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private static Optional<NumberLists> lists(ColumnReaders columns, Optional<ColumnSchema> which) {
    return which.map(column -> new NumberLists(reader(columns, column)));
  }

  /// Takes the batch to which the readers have come.
  void load() {
    idTexts = ids.getStrings();
    metadata.ifPresent(column -> metadataTexts = column.getStrings());
    namespace.ifPresent(column -> namespaceTexts = column.getStrings());
    error.ifPresent(column -> errorTexts = column.getStrings());
    values.ifPresent(NumberLists::load);
    sparseIndices.ifPresent(NumberLists::load);
    sparseValues.ifPresent(NumberLists::load);
  }

  /// @param row in the batch
  /// @param number in the file
  FileRow row(int row, long number) {
    Optional<String> why = text(errorTexts, row).filter(each -> !each.isEmpty());
    if (why.isPresent()) {
      return new FileRow.Bad(number, "%s has no vector: %s".formatted(idTexts[row], why.get()));
    }
    try {
      return new FileRow.Good(number, record(row));
    } catch (InvalidRequest e) {
      return new FileRow.Bad(number, e.reason());
    }
  }

  private FileRecord record(int row) {
    String id = idTexts[row];
    if (id == null) {
      throw new InvalidRequest("id: null (expected: a string)");
    }
    return new FileRecord(
        id,
        text(namespaceTexts, row),
        values.filter(lists -> !lists.isNull(row)).map(lists -> numbers("values", lists, row)),
        sparse(row),
        text(metadataTexts, row));
  }

  private static Optional<String> text(@Nullable String[] texts, int row) {
    return texts.length == 0 ? Optional.empty() : Optional.ofNullable(texts[row]);
  }

  private static float[] numbers(String column, NumberLists lists, int row) {
    requireWhole(column, lists, row);
    int start = lists.start(row);
    float[] numbers = new float[lists.end(row) - start];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = lists.number(start + i);
      if (!Float.isFinite(numbers[i])) {
        throw new InvalidRequest("%s: not all are finite (expected: %s)".formatted(column, FINITE));
      }
    }
    return numbers;
  }

  private Optional<FileRecord.SparseNumbers> sparse(int row) {
    if (sparseIndices.isEmpty() || sparseValues.isEmpty()) {
      return Optional.empty();
    }
    NumberLists indices = sparseIndices.get();
    NumberLists numbers = sparseValues.get();
    if (indices.isNull(row) && numbers.isNull(row)) {
      return Optional.empty();
    }
    return Optional.of(
        new FileRecord.SparseNumbers(
            indices(indices, row), numbers("sparse_values.values", numbers, row)));
  }

  private static int[] indices(NumberLists lists, int row) {
    requireWhole("sparse_values.indices", lists, row);
    int start = lists.start(row);
    int[] indices = new int[lists.end(row) - start];
    for (int i = 0; i < indices.length; i++) {
      if (!lists.isIndex(start + i)) {
        throw new InvalidRequest(
            "sparse_values.indices: not all fit (expected: whole numbers from 0 to 4294967295)");
      }
      indices[i] = lists.index(start + i);
    }
    return indices;
  }

  private static void requireWhole(String column, NumberLists lists, int row) {
    if (!lists.isWhole(row)) {
      throw new InvalidRequest("%s: one is null (expected: numbers)".formatted(column));
    }
  }
}
