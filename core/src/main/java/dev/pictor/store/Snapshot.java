package dev.pictor.store;

import java.time.Instant;

/// A copy of a collection as it was at one moment. It outlives the collection.
///
/// @param id names it; given by the engine, never used twice
/// @param name what its maker calls it; not unique, may be empty
/// @param description may be empty
/// @param source what the collection was
/// @param records exact number of records
/// @param namespaces number of namespaces
/// @param bytes size of the files; shared with the collection as long as both have them, when the
///   file system can do that
/// @param created by the clock of the machine; the order of snapshots does not depend on it
public record Snapshot(
    String id,
    String name,
    String description,
    CollectionSpec source,
    Status status,
    long records,
    long namespaces,
    long bytes,
    Instant created) {

  /// Whether it can be restored.
  public enum Status {
    READY,
    /// A file is missing or has another length than it was given.
    DAMAGED
  }
}
