package dev.pictor.pinecone.imports;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.data.FileRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/// A file with a record a line, as JSON. Blank lines are left out.
final class JsonLinesFile implements RecordFile {

  // A vector of 20,000 numbers with all digits of float64 and the largest metadata is below 1 MB.
  private static final int LONGEST_LINE = 4 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final SourceFile source;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long bytesRead;
  private long number;
  private boolean tooLong;

  private JsonLinesFile(SourceFile source, InputStream in) {
    this.source = source;
    this.in = in;
  }

  static JsonLinesFile open(SourceFile source) throws UnreadableFile {
    try {
      return new JsonLinesFile(source, Files.newInputStream(source.path()));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UnreadableFile unreadable(IOException cause) {
    return new UnreadableFile("cannot be read (expected: a file that this user may read)", cause);
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    try {
      while (readLine()) {
        number++;
        if (tooLong) {
          return Optional.of(
              new SourceRow.Bad(
                  number, "longer than %d bytes (expected: a record)".formatted(LONGEST_LINE)));
        }
        byte[] content = line.toByteArray();
        if (!isBlank(content)) {
          return Optional.of(parsed(content));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private SourceRow parsed(byte[] content) {
    try {
      return new SourceRow.Good(number, FileRecords.parse(content));
    } catch (InvalidRequest e) {
      return new SourceRow.Bad(number, e.reason());
    }
  }

  private static boolean isBlank(byte[] content) {
    for (byte each : content) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  /// Whether there was one; the last may have no end.
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
    if (!tooLong) {
      line.write(buffer, from, to - from);
    }
  }

  @Override
  public double share() {
    return source.bytes() == 0 ? 1 : Math.min(1, (double) bytesRead / source.bytes());
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // It was only read.
      System.getLogger(JsonLinesFile.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close file=" + source.shown(), e);
    }
  }
}
