package dev.pictor.transfer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A matrix that NumPy saved, read row after row: numbers of 16, 32 or 64 bits as float32. Used by
/// one thread.
///
/// [NumPy's format](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)
final class NpyFile implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr': *'<f([248])'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *False");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\((\\d+), *(\\d+),?\\)");

  private final DataInputStream in;
  private final int width; // bytes of a number
  private final long rows;
  private final int columns;

  private NpyFile(DataInputStream in, int width, long rows, int columns) {
    this.in = in;
    this.width = width;
    this.rows = rows;
    this.columns = columns;
  }

  static NpyFile open(Path file) throws UnreadableFile {
    DataInputStream in = null;
    try {
      InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      in = new DataInputStream(bytes);
      String header = header(in);
      Matcher type = TYPE.matcher(header);
      Matcher shape = SHAPE.matcher(header);
      if (!type.find() || !shape.find() || !ORDER.matcher(header).find()) {
        throw new UnreadableFile(
            "holds %s (expected: a matrix of little-endian float16, float32 or float64, row after row)"
                .formatted(header.strip()));
      }
      return new NpyFile(
          in,
          Integer.parseInt(type.group(1)),
          Long.parseLong(shape.group(1)),
          Integer.parseInt(shape.group(2)));
    } catch (IOException | NumberFormatException e) {
      close(in);
      throw damaged(e);
    } catch (UnreadableFile e) {
      close(in);
      throw e;
    }
  }

  private static UnreadableFile damaged(Exception cause) {
    return new UnreadableFile("is damaged, or no NumPy file (expected: a whole .npy file)", cause);
  }

  private static String header(DataInputStream in) throws IOException, UnreadableFile {
    if (!java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new UnreadableFile("is no NumPy file (expected: one whose first bytes say so)");
    }
    int version = in.readUnsignedByte();
    in.readUnsignedByte();
    int length =
        version == 1
            ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
            : Integer.reverseBytes(in.readInt());
    if (length < 0 || length > LONGEST_HEADER) {
      throw new IOException("a header of " + length + " bytes");
    }
    byte[] header = new byte[length];
    in.readFully(header);
    return new String(header, StandardCharsets.ISO_8859_1);
  }

  long rows() {
    return rows;
  }

  /// The next row; only [#rows] of them are there. Numbers may be infinite or none.
  float[] next() throws UnreadableFile {
    try {
      byte[] bytes = new byte[Math.multiplyExact(columns, width)];
      in.readFully(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      float[] row = new float[columns];
      for (int i = 0; i < row.length; i++) {
        row[i] =
            switch (width) {
              case 2 -> Float.float16ToFloat(buffer.getShort());
              case 4 -> buffer.getFloat();
              default -> (float) buffer.getDouble();
            };
      }
      return row;
    } catch (EOFException e) {
      throw new UnreadableFile(
          "ends early (expected: %d rows of %d numbers)".formatted(rows, columns), e);
    } catch (IOException | ArithmeticException e) {
      throw damaged(e);
    }
  }

  void skip() throws UnreadableFile {
    try {
      in.skipNBytes((long) columns * width);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  @Override
  public void close() {
    close(in);
  }

  private static void close(@org.jspecify.annotations.Nullable InputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // It was only read.
      System.getLogger(NpyFile.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close", e);
    }
  }
}
