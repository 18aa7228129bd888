package dev.pictor.pinecone.imports;

import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.schema.ColumnSchema;
import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.data.FileRecords;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.pinecone.proto.Vector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts records together from the columns of a batch. Used by one thread.
final class ParquetRows {

  private static final String FINITE = "finite numbers in the range of float32";

  private final ColumnReader ids;
  private final Optional<ColumnReader> metadata;
  private final Optional<NumberLists> values;
  private final Optional<NumberLists> sparseIndices;
  private final Optional<NumberLists> sparseValues;
  private @Nullable String[] idTexts = {};
  private @Nullable String[] metadataTexts = {};

  ParquetRows(ParquetColumns which, ColumnReaders columns) {
    this.ids = reader(columns, which.id());
    this.metadata = which.metadata().map(column -> reader(columns, column));
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
    values.ifPresent(NumberLists::load);
    sparseIndices.ifPresent(NumberLists::load);
    sparseValues.ifPresent(NumberLists::load);
  }

  /// @param row in the batch
  /// @param number in the file
  SourceRow row(int row, long number) {
    try {
      return new SourceRow.Good(number, vector(row));
    } catch (InvalidRequest e) {
      return new SourceRow.Bad(number, e.reason());
    }
  }

  private Vector vector(int row) {
    String id = idTexts[row];
    if (id == null) {
      throw new InvalidRequest("id: null (expected: a string)");
    }
    Vector.Builder vector = Vector.newBuilder().setId(id);
    values.filter(lists -> !lists.isNull(row)).ifPresent(lists -> addValues(vector, lists, row));
    sparseValues(row).ifPresent(vector::setSparseValues);
    if (metadata.isPresent()) {
      String json = metadataTexts[row];
      if (json != null) {
        vector.setMetadata(FileRecords.metadata(json));
      }
    }
    return vector.build();
  }

  private static void addValues(Vector.Builder vector, NumberLists lists, int row) {
    requireWhole("values", lists, row);
    for (int i = lists.start(row); i < lists.end(row); i++) {
      vector.addValues(finite("values", lists.number(i)));
    }
  }

  private Optional<SparseValues> sparseValues(int row) {
    if (sparseIndices.isEmpty() || sparseValues.isEmpty()) {
      return Optional.empty();
    }
    NumberLists indices = sparseIndices.get();
    NumberLists numbers = sparseValues.get();
    if (indices.isNull(row) && numbers.isNull(row)) {
      return Optional.empty();
    }
    requireWhole("sparse_values.indices", indices, row);
    requireWhole("sparse_values.values", numbers, row);
    SparseValues.Builder sparse = SparseValues.newBuilder();
    for (int i = indices.start(row); i < indices.end(row); i++) {
      if (!indices.isIndex(i)) {
        throw new InvalidRequest(
            "sparse_values.indices: not all fit (expected: whole numbers from 0 to 4294967295)");
      }
      sparse.addIndices(indices.index(i));
    }
    for (int i = numbers.start(row); i < numbers.end(row); i++) {
      sparse.addValues(finite("sparse_values.values", numbers.number(i)));
    }
    return Optional.of(sparse.build());
  }

  private static void requireWhole(String column, NumberLists lists, int row) {
    if (!lists.isWhole(row)) {
      throw new InvalidRequest("%s: one is null (expected: numbers)".formatted(column));
    }
  }

  private static float finite(String column, float number) {
    if (!Float.isFinite(number)) {
      throw new InvalidRequest("%s: not all are finite (expected: %s)".formatted(column, FINITE));
    }
    return number;
  }
}
