package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A file with a record a line, as JSON; gzipped by its name. The header of an export may stand
/// before them. A file with a header ends with the number of its records, so that a part of one is
/// not taken for the whole.
final class JsonLinesSource implements RecordSource {

  /// Counts the bytes of the file, of which fewer are there than of lines when it is gzipped.
  private static final class Counted extends java.io.FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }

  private final String identity;
  private final long size;
  private final Counted counted;
  private final LineReader lines;
  private Optional<CollectionHeader> header = Optional.empty();
  private @Nullable SourceRow ahead; // read to find the header, not given out yet
  private boolean ended;

  private JsonLinesSource(String identity, long size, Counted counted, LineReader lines) {
    this.identity = identity;
    this.size = size;
    this.counted = counted;
    this.lines = lines;
  }

  static JsonLinesSource open(Path file) throws UnreadableFile {
    String identity = SourceIdentity.of(file);
    InputStream in = null;
    try {
      in = Files.newInputStream(file);
      Counted counted = new Counted(new BufferedInputStream(in, 1 << 16));
      boolean gzipped = FileFormat.of(file) == FileFormat.GZIPPED_JSON_LINES;
      JsonLinesSource source =
          new JsonLinesSource(
              identity,
              Files.size(file),
              counted,
              new LineReader(gzipped ? new GZIPInputStream(counted, 1 << 16) : counted));
      source.ahead = source.read().orElse(null);
      return source;
    } catch (IOException | UnreadableFile e) {
      close(in);
      throw e instanceof UnreadableFile known ? known : unreadable(e);
    }
  }

  private static void close(@Nullable InputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // It was only read.
      System.getLogger(JsonLinesSource.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close", e);
    }
  }

  private static UnreadableFile unreadable(Exception cause) {
    return new UnreadableFile(
        "cannot be read: %s (expected: a whole file, gzipped if its name ends with .gz)"
            .formatted(cause.getMessage()),
        cause);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public Optional<CollectionHeader> header() {
    return header;
  }

  @Override
  public void resume(String position) throws UnreadableFile {
    long line = Long.parseLong(position);
    try {
      if (lines.number() <= line) {
        ahead = null;
      }
      while (lines.number() < line && lines.next()) {}
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    SourceRow first = ahead;
    ahead = null;
    return first == null ? read() : Optional.of(first);
  }

  private Optional<SourceRow> read() throws UnreadableFile {
    try {
      while (!ended && lines.next()) {
        Optional<SourceRow> row = row("line " + lines.number());
        if (row.isPresent()) {
          return row;
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (header.isPresent() && !ended) {
      throw new UnreadableFile(
          "ends after line %d (expected: a last line that says so). Copy or export it again; what came before is imported."
              .formatted(lines.number()));
    }
    return Optional.empty();
  }

  /// Empty for what is no record.
  private Optional<SourceRow> row(String place) throws UnreadableFile {
    if (!lines.fault().isEmpty()) {
      return Optional.of(new SourceRow.Bad(place, lines.fault()));
    }
    try {
      return switch (RecordJson.parse(lines.content())) {
        case RecordJson.Line.OneRecord(var namespace, var content) ->
            Optional.of(new SourceRow.Good(place, namespace, content));
        case RecordJson.Line.Header(CollectionHeader content) -> {
          header = Optional.of(content);
          yield Optional.empty();
        }
        case RecordJson.Line.End _ -> {
          ended = true;
          yield Optional.empty();
        }
      };
    } catch (InvalidRequest e) {
      if (e.reason().startsWith(CollectionHeader.NAME)) {
        throw new UnreadableFile("has a header that cannot be read: " + e.reason(), e);
      }
      return Optional.of(new SourceRow.Bad(place, e.reason()));
    }
  }

  @Override
  public String position() {
    return Long.toString(lines.number());
  }

  @Override
  public double share() {
    return size == 0 ? 1 : Math.min(1, (double) counted.bytes / size);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      // It was only read.
      System.getLogger(JsonLinesSource.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close file=" + identity, e);
    }
  }
}
