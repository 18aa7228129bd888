package dev.pictor.opensearch;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VectorStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/// The contract of stores on three nodes.
@Tag("opensearch")
class OpenSearchStoreTest extends VectorStoreContract {

  @Override
  protected VectorStore open() {
    return OpenSearchStore.open(TestCluster.shared().config("contract"));
  }

  @AfterEach
  void empty() {
    try (VectorStore left = open()) {
      for (CollectionSpec each : left.collections()) {
        left.configure(each.name(), settings -> settings.withDeletionProtected(false));
        left.drop(each.name());
      }
    }
  }
}
