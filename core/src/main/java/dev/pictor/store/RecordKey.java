package dev.pictor.store;

/// Which record of a collection.
public record RecordKey(String namespace, String id) {}
