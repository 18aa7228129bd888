package dev.pictor.store;

import dev.pictor.metadata.Metadata;

/// A record without its vector.
public record RecordHead(String id, Metadata metadata) {}
