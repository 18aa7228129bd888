package dev.pictor.pinecone.index;

import dev.pictor.collection.VectorCollection;

/// A collection as a client of Pinecone sees it.
public record Index(VectorCollection collection, IndexEntry entry) {

  public String name() {
    return collection.name();
  }
}
