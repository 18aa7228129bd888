package dev.pictor.pinecone.backup;

import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.store.Snapshot;
import java.time.Instant;
import java.util.Optional;

/// A copy of an index as Pinecone's clients know it: a snapshot of the store, and what was kept of
/// the index beside its collection.
///
/// @param sourceGone when the index was deleted; empty while it is there
public record IndexCopy(
    Snapshot snapshot, Kind kind, IndexEntry source, Optional<Instant> sourceGone) {

  /// What it was made as. Both are restored alike.
  public enum Kind {
    BACKUP,
    /// A copy of an index on pods, known by its name.
    COLLECTION
  }

  public String id() {
    return snapshot.id();
  }
}
