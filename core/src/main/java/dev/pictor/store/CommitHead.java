package dev.pictor.store;

/// The newest commit of a collection.
///
/// @param commit no two commits have the same, of whatever collection
/// @param version rises with each commit of one index
public record CommitHead(CollectionSpec spec, String commit, long version) {}
