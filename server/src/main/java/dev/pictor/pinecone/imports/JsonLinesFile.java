package dev.pictor.pinecone.imports;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.data.FileRecords;
import dev.pictor.transfer.LineReader;
import dev.pictor.transfer.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// A file with a record a line, as JSON. Blank lines are left out.
final class JsonLinesFile implements RecordFile {

  private final SourceFile source;
  private final LineReader lines;

  private JsonLinesFile(SourceFile source, LineReader lines) {
    this.source = source;
    this.lines = lines;
  }

  static JsonLinesFile open(SourceFile source) throws UnreadableFile {
    try {
      return new JsonLinesFile(source, new LineReader(Files.newInputStream(source.path())));
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
      return lines.next() ? Optional.of(row()) : Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private SourceRow row() {
    if (!lines.fault().isEmpty()) {
      return new SourceRow.Bad(lines.number(), lines.fault());
    }
    try {
      return new SourceRow.Good(lines.number(), FileRecords.parse(lines.content()));
    } catch (InvalidRequest e) {
      return new SourceRow.Bad(lines.number(), e.reason());
    }
  }

  @Override
  public double share() {
    return source.bytes() == 0 ? 1 : Math.min(1, (double) lines.bytesRead() / source.bytes());
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      // It was only read.
      System.getLogger(JsonLinesFile.class.getName())
          .log(System.Logger.Level.DEBUG, "file did not close file=" + source.shown(), e);
    }
  }
}
