package dev.pictor.pinecone.control;

import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.store.CollectionSpec;

/// What an index is asked to be, whichever dialect said it.
///
/// @param sourceCollection that it is to be made from; empty for none
record IndexRequest(CollectionSpec spec, IndexEntry entry, String sourceCollection) {}
