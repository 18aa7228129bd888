package dev.pictor.transfer;

import dev.hardwood.HardwoodContext;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The rows of a Parquet file as plain values by column: strings, numbers and flags. Other columns,
/// and what is null, are left out. Used by one thread.
public final class ParquetTable implements AutoCloseable {

  private static final int BATCH = 1000;
  private static final Set<PhysicalType> PLAIN =
      EnumSet.of(
          PhysicalType.BYTE_ARRAY,
          PhysicalType.BOOLEAN,
          PhysicalType.INT32,
          PhysicalType.INT64,
          PhysicalType.FLOAT,
          PhysicalType.DOUBLE);

  private final HardwoodContext context;
  private final ParquetFileReader reader;
  private final ColumnReaders columns;
  private final List<String> names;
  private final Map<String, Object[]> batch = new LinkedHashMap<>();
  private int rows; // of the batch
  private int row;

  private ParquetTable(
      HardwoodContext context,
      ParquetFileReader reader,
      ColumnReaders columns,
      List<String> names) {
    this.context = context;
    this.reader = reader;
    this.columns = columns;
    this.names = names;
  }

  /// All columns of plain values.
  public static ParquetTable open(Path path) throws UnreadableFile {
    return open(path, _ -> true);
  }

  /// @param wanted which columns are read, by their names
  public static ParquetTable open(Path path, Predicate<String> wanted) throws UnreadableFile {
    HardwoodContext context = HardwoodContext.create(1);
    try {
      ParquetFileReader reader = ParquetFileReader.open(new GuardedInput(path), context);
      ParquetFile.requireCodecs(reader.getFileMetaData());
      List<String> names =
          reader.getFileSchema().getColumns().stream()
              .filter(each -> each.maxRepetitionLevel() == 0 && PLAIN.contains(each.type()))
              .map(ColumnSchema::fieldPath)
              .map(Object::toString)
              .filter(wanted)
              .toList();
      ColumnReaders columns =
          reader
              .buildColumnReaders(ColumnProjection.columns(names.toArray(String[]::new)))
              .batchSize(BATCH)
              .build();
      return new ParquetTable(context, reader, columns, names);
    } catch (IOException | RuntimeException e) {
      context.close();
      throw ParquetFile.damaged(e);
    } catch (UnreadableFile e) {
      context.close();
      throw e;
    }
  }

  public List<String> columns() {
    return names;
  }

  /// Empty at the end.
  public Optional<Map<String, Object>> next() throws UnreadableFile {
    try {
      if (row == rows) {
        if (!columns.nextBatch()) {
          return Optional.empty();
        }
        load();
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (String name : names) {
        Object[] column = batch.get(name);
        Object value = column == null ? null : column[row];
        if (value != null) {
          values.put(name, value);
        }
      }
      row++;
      return Optional.of(values);
    } catch (RuntimeException e) {
      throw ParquetFile.damaged(e);
    }
  }

  private void load() {
    rows = columns.getRecordCount();
    row = 0;
    for (String name : names) {
      batch.put(name, values(columns.getColumnReader(name)));
    }
  }

  private Object[] values(ColumnReader column) {
    Object[] values = new Object[rows];
    if (column.getColumnSchema().type() == PhysicalType.BYTE_ARRAY) {
      System.arraycopy(column.getStrings(), 0, values, 0, rows);
      return values;
    }
    for (int i = 0; i < rows; i++) {
      if (column.getLeafValidity().isNotNull(i)) {
        values[i] =
            switch (column.getColumnSchema().type()) {
              case BOOLEAN -> (Object) column.getBooleans()[i];
              case INT32 -> column.getInts()[i];
              case INT64 -> column.getLongs()[i];
              case FLOAT -> column.getFloats()[i];
              case DOUBLE -> column.getDoubles()[i];
              case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                  throw new IllegalStateException("not asked for: " + column.getColumnSchema());
            };
      }
    }
    return values;
  }

  @Override
  public void close() {
    try {
      columns.close();
      reader.close();
    } catch (IOException | RuntimeException e) {
      // It was only read.
      System.getLogger(ParquetTable.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close", e);
    } finally {
      context.close();
    }
  }
}
