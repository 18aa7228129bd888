package dev.pictor.transfer;

import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.io.OutputStream;

/// Writes a line a record as JSON, after a line with the header and before one with their number.
final class JsonLinesSink implements RecordSink {

  private final OutputStream out;
  private long records;

  JsonLinesSink(OutputStream out, CollectionHeader header) throws IOException {
    this.out = out;
    line(RecordJson.header(header));
  }

  @Override
  public void write(String namespace, VectorRecord record) throws IOException {
    line(RecordJson.record(namespace, record));
    records++;
  }

  @Override
  public void finish() throws IOException {
    line(RecordJson.end(records));
  }

  private void line(byte[] json) throws IOException {
    out.write(json);
    out.write('\n');
  }
}
