package dev.pictor.store;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.search.IndexSearcher;

/// An index as readers use it. Thread-safe.
interface SearchedIndex extends AutoCloseable {

  /// The newest commit; give it back with [#release].
  IndexSearcher acquire() throws IOException;

  void release(IndexSearcher searcher) throws IOException;

  /// What searches see.
  StoreStats stats() throws IOException;

  /// The newest commit, whose files stay.
  HeldCommit hold() throws IOException;

  /// The first file of the newest commit that is damaged. Reads all of them.
  default Optional<IOException> damage() {
    try {
      return FileWork.call(
          () -> {
            try (HeldCommit held = hold()) {
              return IndexFiles.firstDamage(held.directory(), held.files());
            }
          });
    } catch (IOException e) {
      return StoreFailures.isDamage(e) ? Optional.of(e) : Optional.empty();
    }
  }

  @Override
  void close() throws IOException;
}
