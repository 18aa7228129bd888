package dev.pictor.store;

import dev.pictor.metadata.Metadata;

/// A record that answers a query.
///
/// @param score raw, by the collection's [dev.pictor.vector.Similarity]
public record Match(String id, float score, Metadata metadata) {}
