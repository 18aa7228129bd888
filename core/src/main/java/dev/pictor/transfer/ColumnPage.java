package dev.pictor.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/// The values of one column of a Parquet file in one row group, plain, with their levels. Belongs
/// to a [ParquetSink].
///
/// How it works: a column of lists tells by two small numbers for each value how lists and rows
/// begin: the *repetition level* is 0 at the first value of a row and 1 at the others, the
/// *definition level* is 2 at a value, 1 at a list without values, 0 where a row has no list. Both
/// are written as runs of equal numbers.
final class ColumnPage {

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

  private final boolean lists;
  private final Levels repetition = new Levels();
  private final Levels definition = new Levels();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private int entries;

  ColumnPage(boolean lists) {
    this.lists = lists;
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(values, bytes.length);
    values.writeBytes(bytes);
    entries++;
  }

  void noList() {
    entry(NO_LIST);
  }

  void list(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(numbers[i]);
    }
    list(bits);
  }

  void list(int[] numbers) {
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
    if (lists) {
      repetition.writeTo(page);
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
