package dev.pictor.transfer;

import dev.hardwood.HardwoodContext;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A Parquet file, read by columns some hundred rows at a time; the file is mapped into memory.
///
/// Used by one thread.
public final class ParquetFile implements AutoCloseable {

  private static final Set<CompressionCodec> CODECS =
      Set.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD);
  private static final int MOST_ROWS = 1000;
  private static final long BATCH_NUMBERS = 1 << 20; // about so many of vectors in a batch

  /// What is open of a file.
  private record Opened(HardwoodContext context, ParquetFileReader reader, ColumnReaders columns) {}

  private final Path path;
  private final Opened opened;
  private final ParquetRows rows;
  private final FileMetaData about;
  private long number;
  private int row;
  private int rowsInBatch;

  private ParquetFile(Path path, Opened opened, ParquetRows rows, FileMetaData about) {
    this.path = path;
    this.opened = opened;
    this.rows = rows;
    this.about = about;
  }

  /// @param dimension of the vectors to come; 0 for sparse ones
  public static ParquetFile open(Path path, int dimension) throws UnreadableFile {
    HardwoodContext context = HardwoodContext.create(1);
    try {
      ParquetFileReader reader = ParquetFileReader.open(new GuardedInput(path), context);
      return open(path, dimension, context, reader);
    } catch (IOException | RuntimeException e) {
      context.close();
      throw damaged(e);
    } catch (UnreadableFile e) {
      context.close();
      throw e;
    }
  }

  private static ParquetFile open(
      Path path, int dimension, HardwoodContext context, ParquetFileReader reader)
      throws UnreadableFile, IOException {
    try {
      FileMetaData about = reader.getFileMetaData();
      ParquetColumns which = ParquetColumns.of(reader.getFileSchema());
      requireCodecs(about);
      ColumnReaders columns =
          reader
              .buildColumnReaders(ColumnProjection.columns(which.paths()))
              .batchSize(batchSize(about, which, dimension))
              .build();
      return new ParquetFile(
          path, new Opened(context, reader, columns), new ParquetRows(which, columns), about);
    } catch (UnreadableFile | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /// The reader throws whatever a damaged file makes it run into; what is an error at its root has
  /// another reason.
  static UnreadableFile damaged(Exception cause) {
    if (cause.getCause() instanceof Error) {
      return new UnreadableFile(
          "could not be read, see the server's log (expected: enough memory, and a machine for which snappy and zstd are there)",
          cause);
    }
    return new UnreadableFile(
        "is damaged, or no Parquet file (expected: a whole one that does not change while it is read)",
        cause);
  }

  private static Stream<ColumnMetaData> chunks(FileMetaData about) {
    return about.rowGroups().stream()
        .map(RowGroup::columns)
        .flatMap(columns -> columns.stream().map(column -> column.metaData()));
  }

  static void requireCodecs(FileMetaData about) throws UnreadableFile {
    Optional<CompressionCodec> other =
        chunks(about)
            .map(ColumnMetaData::codec)
            .filter(codec -> !CODECS.contains(codec))
            .findFirst();
    if (other.isPresent()) {
      throw new UnreadableFile(
          "is compressed with %s (expected: SNAPPY, GZIP, ZSTD or none)".formatted(other.get()));
    }
  }

  /// So many rows that their vectors take some megabytes, if all are about as long.
  private static int batchSize(FileMetaData about, ParquetColumns columns, int dimension) {
    long numbers =
        columns
            .values()
            .map(ColumnSchema::fieldPath)
            .map(
                path ->
                    chunks(about)
                        .filter(chunk -> chunk.pathInSchema().equals(path))
                        .mapToLong(ColumnMetaData::numValues)
                        .sum())
            .orElse(0L);
    long perRow = Math.max(dimension, numbers / Math.max(1, about.numRows()));
    return Math.toIntExact(Math.clamp(BATCH_NUMBERS / Math.max(1, perRow), 1, MOST_ROWS));
  }

  /// The next row; empty at the end.
  public Optional<FileRow> next() throws UnreadableFile {
    try {
      if (row == rowsInBatch) {
        if (!opened.columns().nextBatch()) {
          return Optional.empty();
        }
        rows.load();
        rowsInBatch = opened.columns().getRecordCount();
        row = 0;
      }
      number++;
      return Optional.of(rows.row(row++, number));
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /// What its writer noted by key.
  public Map<String, String> notes() {
    return about.keyValueMetadata();
  }

  /// How much of it is read, 0 to 1.
  public double share() {
    long total = about.numRows();
    return total <= 0 ? 1 : Math.min(1, (double) number / total);
  }

  @Override
  public void close() {
    try {
      opened.columns().close();
      opened.reader().close();
    } catch (IOException | RuntimeException e) {
      // It was only read.
      System.getLogger(ParquetFile.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close file=" + path, e);
    } finally {
      opened.context().close();
    }
  }
}
