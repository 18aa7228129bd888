package dev.pictor.transfer;

import dev.pictor.store.VectorRecord;
import java.io.IOException;

/// Where an export goes. Used by one thread.
interface RecordSink {

  /// @param namespace empty for the default one
  void write(String namespace, VectorRecord record) throws IOException;

  /// Writes what is to stand behind the last record. The stream below stays open.
  void finish() throws IOException;
}
