package dev.pictor.store;

import dev.pictor.metadata.MetadataSchema;

/// A namespace that is there before it has records.
///
/// @param schema which fields of its records filters may use
public record NamespaceSpec(String name, MetadataSchema schema) {}
