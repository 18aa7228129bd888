package dev.pictor.pinecone.index;

import dev.pictor.collection.VectorCollection;

/// A collection as a client of Pinecone sees it.
///
/// @param port on which its data plane is served now
public record Index(VectorCollection collection, IndexEntry entry, int port) {

  public String name() {
    return collection.name();
  }
}
