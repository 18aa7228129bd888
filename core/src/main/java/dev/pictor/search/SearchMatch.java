package dev.pictor.search;

import dev.pictor.metadata.Metadata;

/// A record that answers a [SearchQuery].
///
/// @param score raw, by the collection's similarity
public record SearchMatch(String id, double score, Confidence confidence, Metadata metadata) {}
