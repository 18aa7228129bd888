package dev.pictor.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Divides a stream into lines of bytes, with one line in memory at a time. Used by one thread.
public final class LineReader implements AutoCloseable {

  // A vector of 20,000 numbers with all digits of float64 and the largest metadata is below 1 MB.
  private static final int LONGEST_LINE = 4 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long bytesRead;
  private long number;
  private boolean tooLong;

  public LineReader(InputStream in) {
    this.in = in;
  }

  /// Goes to the next line that is not blank. Whether there was one; the last may have no end.
  public boolean next() throws IOException {
    while (readLine()) {
      number++;
      if (tooLong || !isBlank()) {
        return true;
      }
    }
    return false;
  }

  /// Of the present line, from 1 on.
  public long number() {
    return number;
  }

  /// The present line without its end; empty when it is too long.
  public byte[] content() {
    return line.toByteArray();
  }

  /// Why the present line is not there as a whole, if it is not.
  public String fault() {
    return tooLong ? "longer than %d bytes (expected: a record)".formatted(LONGEST_LINE) : "";
  }

  /// How much of the stream was read.
  public long bytesRead() {
    return bytesRead;
  }

  private boolean isBlank() {
    for (byte each : line.toByteArray()) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private boolean readLine() throws IOException {
    line.reset();
    tooLong = false;
    boolean began = false;
    while (position < limit || fill()) {
      began = true;
      int end = endOfLine();
      keep(position, end);
      boolean ended = end < limit;
      position = ended ? end + 1 : end;
      if (ended) {
        return true;
      }
    }
    return began;
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer);
    position = 0;
    limit = Math.max(0, read);
    bytesRead += limit;
    return limit > 0;
  }

  private int endOfLine() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  private void keep(int from, int to) {
    tooLong = tooLong || line.size() + (to - from) > LONGEST_LINE;
    if (tooLong) {
      line.reset();
    } else {
      line.write(buffer, from, to - from);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
