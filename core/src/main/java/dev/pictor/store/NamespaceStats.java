package dev.pictor.store;

import dev.pictor.metadata.MetadataSchema;

/// What a namespace is now.
///
/// @param records exact count
/// @param schema which fields of its records filters may use
public record NamespaceStats(String name, long records, MetadataSchema schema) {}
