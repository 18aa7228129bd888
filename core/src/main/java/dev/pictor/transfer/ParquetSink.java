package dev.pictor.transfer;

import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Writes a Parquet file with the columns of [ParquetColumn], some megabytes of rows at a time; the
/// header of the collection is a note of the file. Vectors are plain, because their bits hardly
/// compress; texts are gzipped.
///
/// [Parquet's format](https://parquet.apache.org/docs/file-format/)
final class ParquetSink implements RecordSink {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_ROWS = 4096;
  private static final int MOST_BYTES = 8 << 20;
  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int UNCOMPRESSED = 0;
  private static final int GZIP = 2;

  private final OutputStream out;
  private final CollectionHeader header;
  private final Map<ParquetColumn, ColumnPage> pages = new EnumMap<>(ParquetColumn.class);
  private final List<ThriftStruct> rowGroups = new ArrayList<>();
  private long position;
  private long records;
  private int rows; // of the present group

  ParquetSink(OutputStream out, CollectionHeader header) throws IOException {
    this.out = out;
    this.header = header;
    write(MAGIC);
    begin();
  }

  private void begin() {
    rows = 0;
    for (ParquetColumn column : ParquetColumn.values()) {
      pages.put(column, new ColumnPage(column.isOfLists()));
    }
  }

  private ColumnPage page(ParquetColumn column) {
    ColumnPage page = pages.get(column);
    if (page == null) {
      throw new IllegalStateException("no page of " + column);
    }
    return page;
  }

  @Override
  public void write(String namespace, VectorRecord record) throws IOException {
    page(ParquetColumn.ID).text(record.id());
    page(ParquetColumn.NAMESPACE).text(namespace);
    page(ParquetColumn.METADATA).text(RecordJson.metadata(record.metadata()));
    record
        .values()
        .dense()
        .map(DenseVector::shared)
        .ifPresentOrElse(
            page(ParquetColumn.VALUES)::list, () -> page(ParquetColumn.VALUES).noList());
    Optional<SparseVector> sparse = record.values().sparse();
    if (sparse.isPresent()) {
      page(ParquetColumn.SPARSE_INDICES).list(sparse.get().indices());
      page(ParquetColumn.SPARSE_VALUES).list(sparse.get().values());
    } else {
      page(ParquetColumn.SPARSE_INDICES).noList();
      page(ParquetColumn.SPARSE_VALUES).noList();
    }
    records++;
    rows++;
    if (rows == MOST_ROWS || pages.values().stream().anyMatch(each -> each.size() > MOST_BYTES)) {
      writeGroup();
    }
  }

  private void writeGroup() throws IOException {
    List<ThriftStruct> chunks = new ArrayList<>();
    long uncompressed = 0;
    for (ParquetColumn column : ParquetColumn.values()) {
      ColumnPage page = page(column);
      byte[] plain = page.bytes();
      byte[] content = column.isOfLists() ? plain : ColumnPage.gzip(plain);
      byte[] pageHeader = pageHeader(page.entries(), plain.length, content.length);
      long start = position;
      write(pageHeader);
      write(content);
      ThriftStruct about =
          new ThriftStruct()
              .number(1, column.type())
              .numbers(2, PLAIN, RLE)
              .texts(3, column.path())
              .number(4, column.isOfLists() ? UNCOMPRESSED : GZIP)
              .number(5, (long) page.entries())
              .number(6, (long) pageHeader.length + plain.length)
              .number(7, (long) pageHeader.length + content.length)
              .number(9, start);
      chunks.add(new ThriftStruct().number(2, start).struct(3, about));
      uncompressed += pageHeader.length + plain.length;
    }
    rowGroups.add(
        new ThriftStruct().structs(1, chunks).number(2, uncompressed).number(3, (long) rows));
    begin();
  }

  private static byte[] pageHeader(int entries, int plainBytes, int bytes) {
    return new ThriftStruct()
        .number(1, DATA_PAGE)
        .number(2, plainBytes)
        .number(3, bytes)
        .struct(
            5, new ThriftStruct().number(1, entries).number(2, PLAIN).number(3, RLE).number(4, RLE))
        .bytes();
  }

  @Override
  public void finish() throws IOException {
    if (rows > 0) {
      writeGroup();
    }
    ThriftStruct note =
        new ThriftStruct()
            .text(1, CollectionHeader.NAME)
            .text(2, JsonMapper.shared().writeValueAsString(header.toJson()));
    byte[] footer =
        new ThriftStruct()
            .number(1, 1)
            .structs(2, ParquetColumn.schema())
            .number(3, records)
            .structs(4, rowGroups)
            .structs(5, List.of(note))
            .text(6, "pictor")
            .bytes();
    write(footer);
    ByteArrayOutputStream length = new ByteArrayOutputStream();
    ColumnPage.writeInt(length, footer.length);
    write(length.toByteArray());
    write(MAGIC);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }
}
