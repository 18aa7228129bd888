package dev.pictor.store;

/// What a collection is in its engine now.
///
/// @param records that a search can find
/// @param bytes on disk, deleted records that were not merged away included
/// @param segments parts that a search goes through one after the other
/// @param merges parts being joined in the background, or waiting for it or for searches to see
///   them
public record StoreStats(long records, long bytes, int segments, int merges) {}
