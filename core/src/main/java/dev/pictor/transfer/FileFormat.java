package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Forms of files of records, told by their names.
public enum FileFormat {
  JSON_LINES,
  GZIPPED_JSON_LINES,
  PARQUET;

  /// @throws InvalidRequest when the name is of none
  public static FileFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl.gz")) {
      return GZIPPED_JSON_LINES;
    }
    if (name.endsWith(".jsonl")) {
      return JSON_LINES;
    }
    if (name.endsWith(".parquet")) {
      return PARQUET;
    }
    throw new InvalidRequest(
        "file: %s (expected: a name that ends with .jsonl, .jsonl.gz or .parquet)".formatted(file));
  }

  /// Has `records` written to `out`, and what is to stand around them.
  void write(OutputStream out, CollectionHeader header, Records records) throws IOException {
    if (this == GZIPPED_JSON_LINES) {
      GZIPOutputStream zip = new GZIPOutputStream(out, 1 << 16);
      write(new JsonLinesSink(zip, header), records);
      zip.finish();
    } else {
      write(
          this == PARQUET ? new ParquetSink(out, header) : new JsonLinesSink(out, header), records);
    }
  }

  private static void write(RecordSink sink, Records records) throws IOException {
    records.to(sink);
    sink.finish();
  }

  /// What is to be written.
  @FunctionalInterface
  interface Records {
    void to(RecordSink sink) throws IOException;
  }
}
