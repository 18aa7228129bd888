package dev.pictor.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every engine promises, one interface for each subject. Subclasses say how to open one.
public abstract class VectorStoreContract
    implements CollectionsContract,
        WritesContract,
        UpdatesContract,
        NamespacesContract,
        SparseContract,
        FiltersContract,
        ListingContract,
        QueriesContract,
        WordsContract,
        ConcurrencyContract,
        ModelContract {

  protected VectorStore store;

  /// Opens the store of this test; after a close, the same one again.
  protected abstract VectorStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Override
  public VectorStore store() {
    return store;
  }

  @Override
  public void reopen() {
    store.close();
    store = open();
  }
}
