package dev.pictor.transfer;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file for the Parquet reader. It refuses parts without bytes, for which the reader asks over
/// and over when a damaged page header says that a page is longer than its column, and parts of a
/// file that has another size than at the start, because the reader maps it into memory.
final class GuardedInput implements InputFile {

  private final Path path;
  private final InputFile mapped;

  GuardedInput(Path path) {
    this.path = path;
    this.mapped = InputFile.of(path);
  }

  @Override
  public void open() throws IOException {
    mapped.open();
  }

  @Override
  public ByteBuffer readRange(long offset, int length) throws IOException {
    if (length <= 0) {
      throw new IOException("%d bytes at %d were asked for".formatted(length, offset));
    }
    if (Files.size(path) != mapped.length()) {
      throw new IOException("the file changed while it was read");
    }
    return mapped.readRange(offset, length);
  }

  @Override
  public long length() throws IOException {
    return mapped.length();
  }

  @Override
  public String name() {
    return mapped.name();
  }

  @Override
  public void close() throws IOException {
    mapped.close();
  }
}
