package dev.pictor.store;

import dev.pictor.vector.Similarity;

/// The store that a contract is held against.
public interface StoreUnderTest {

  ModelBinding NO_MODEL = new ModelBinding.Unattested();

  /// The store, open.
  VectorStore store();

  /// Closes the store and opens it again.
  void reopen();

  default CollectionStore create(String name, int dimension, Similarity similarity) {
    return store().create(new CollectionSpec(name, dimension, similarity, NO_MODEL));
  }

  default CollectionStore pairs() {
    return create("pairs", 2, Similarity.COSINE);
  }

  default CollectionStore reopened(String name) {
    reopen();
    return store().collection(name).orElseThrow();
  }
}
