package dev.pictor.pinecone.imports;

import dev.pictor.transfer.UnreadableFile;
import java.util.Optional;

/// The records of a file, one after another, with a part of the file in memory at a time. Used by
/// one thread.
interface RecordFile extends AutoCloseable {

  /// Empty at the end.
  ///
  /// @throws UnreadableFile when what follows cannot be read
  Optional<SourceRow> next() throws UnreadableFile;

  /// How much of it is read, 0 to 1.
  double share();

  @Override
  void close();
}
