package dev.pictor.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes a Parquet file, some megabytes of rows at a time. Vectors are plain, because their bits
/// hardly compress; texts are gzipped. Used by one thread.
///
/// [Parquet's format](https://parquet.apache.org/docs/file-format/)
public final class ParquetWriter {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_ROWS = 4096;
  private static final int MOST_BYTES = 8 << 20;
  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int UNCOMPRESSED = 0;
  private static final int GZIP = 2;

  private final OutputStream out;
  private final ParquetSchema schema;
  private final List<ColumnPage> pages = new ArrayList<>();
  private final List<ThriftStruct> rowGroups = new ArrayList<>();
  private long position;
  private long records;
  private int rows; // of the present group

  /// @param out stays open
  public ParquetWriter(OutputStream out, ParquetSchema schema) throws IOException {
    this.out = out;
    this.schema = schema;
    write(MAGIC);
    begin();
  }

  private void begin() {
    rows = 0;
    pages.clear();
    for (ParquetColumn column : schema.columns()) {
      pages.add(new ColumnPage(column.kind()));
    }
  }

  /// Where the value of the present row goes.
  ///
  /// @param number of the column, from 0 on
  public ColumnPage column(int number) {
    return pages.get(number);
  }

  /// The present row has a value, or none, in each column.
  public void endRow() throws IOException {
    records++;
    rows++;
    if (rows == MOST_ROWS || pages.stream().anyMatch(each -> each.size() > MOST_BYTES)) {
      writeGroup();
    }
  }

  private void writeGroup() throws IOException {
    List<ThriftStruct> chunks = new ArrayList<>();
    long uncompressed = 0;
    for (int i = 0; i < pages.size(); i++) {
      ParquetColumn column = schema.columns().get(i);
      ColumnPage page = pages.get(i);
      boolean lists = column.kind().isOfLists();
      byte[] plain = page.bytes();
      byte[] content = lists ? plain : ColumnPage.gzip(plain);
      byte[] pageHeader = pageHeader(page.entries(), plain.length, content.length);
      long start = position;
      write(pageHeader);
      write(content);
      ThriftStruct about =
          new ThriftStruct()
              .number(1, column.kind().type())
              .numbers(2, PLAIN, RLE)
              .texts(3, column.names())
              .number(4, lists ? UNCOMPRESSED : GZIP)
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

  /// Writes what stands behind the last row.
  ///
  /// @param notes by key
  public void finish(Map<String, String> notes) throws IOException {
    if (rows > 0) {
      writeGroup();
    }
    List<ThriftStruct> pairs = new ArrayList<>();
    notes.forEach((key, value) -> pairs.add(new ThriftStruct().text(1, key).text(2, value)));
    byte[] footer =
        new ThriftStruct()
            .number(1, 1)
            .structs(2, schema.tree())
            .number(3, records)
            .structs(4, rowGroups)
            .structs(5, pairs)
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
