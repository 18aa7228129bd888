package dev.pictor.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/// The values of one column of a Parquet file in one row group, plain, with their levels: one call
/// for each row. Belongs to a [ParquetWriter].
///
/// How it works: a column of lists tells by two small numbers for each value how lists and rows
/// begin: the *repetition level* is 0 at the first value of a row and 1 at the others, the
/// *definition level* is 2 at a value, 1 at a list without values, 0 where a row has no list. Both
/// are written as runs of equal numbers. A column of texts that may be missing has the second
/// alone, 1 at a text and 0 at none.
public final class ColumnPage {

  private static final int VALUE = 2;
  private static final int EMPTY_LIST = 1;
  private static final int NO_LIST = 0;

  /// Equal numbers, run after run.
  private static final class Levels {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int level;
    private long count;

    void add(int next, int times) {
      if (next != level) {
        flush();
        level = next;
      }
      count += times;
    }

    private void flush() {
      if (count > 0) {
        ThriftStruct.varint(out, count << 1);
        out.write(level);
      }
      count = 0;
    }

    /// With their length before them.
    void writeTo(ByteArrayOutputStream page) {
      flush();
      writeInt(page, out.size());
      page.writeBytes(out.toByteArray());
    }
  }

  private static final int TEXT = 1;
  private static final int NO_TEXT = 0;

  private final ParquetColumn.Kind kind;
  private final Levels repetition = new Levels();
  private final Levels definition = new Levels();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private int entries;

  ColumnPage(ParquetColumn.Kind kind) {
    this.kind = kind;
  }

  public void text(String text) {
    if (kind == ParquetColumn.Kind.OPTIONAL_TEXT) {
      definition.add(TEXT, 1);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(values, bytes.length);
    values.writeBytes(bytes);
    entries++;
  }

  public void noText() {
    definition.add(NO_TEXT, 1);
    entries++;
  }

  public void noList() {
    entry(NO_LIST);
  }

  public void list(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(numbers[i]);
    }
    list(bits);
  }

  /// @param numbers the bits of unsigned ones
  public void list(int[] numbers) {
    if (numbers.length == 0) {
      entry(EMPTY_LIST);
      return;
    }
    repetition.add(0, 1);
    repetition.add(1, numbers.length - 1);
    definition.add(VALUE, numbers.length);
    entries += numbers.length;
    for (int each : numbers) {
      writeInt(values, each);
    }
  }

  private void entry(int level) {
    repetition.add(0, 1);
    definition.add(level, 1);
    entries++;
  }

  /// How many values it has, missing ones included.
  int entries() {
    return entries;
  }

  /// Bytes of the values so far.
  int size() {
    return values.size();
  }

  byte[] bytes() {
    ByteArrayOutputStream page = new ByteArrayOutputStream(values.size() + 64);
    if (kind.isOfLists()) {
      repetition.writeTo(page);
    }
    if (kind != ParquetColumn.Kind.TEXT) {
      definition.writeTo(page);
    }
    page.writeBytes(values.toByteArray());
    return page.toByteArray();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  /// Little-endian, as all of Parquet.
  static void writeInt(ByteArrayOutputStream out, int value) {
    out.write(value);
    out.write(value >> 8);
    out.write(value >> 16);
    out.write(value >> 24);
  }
}
