package dev.pictor.pinecone.index;

import dev.pictor.collection.VectorCollection;
import dev.pictor.store.ModelBinding;

/// A collection as a client of Pinecone sees it.
///
/// @param port on which its data plane is served now
public record Index(VectorCollection collection, IndexEntry entry, int port) {

  public String name() {
    return collection.name();
  }

  /// The model that made the vectors of an index with integrated embedding: the one that it was
  /// made for, until another one takes over.
  public String modelOf(VectorSource.Integrated source) {
    return collection.spec().model() instanceof ModelBinding.Bound(String model, _)
        ? model
        : source.model();
  }
}
