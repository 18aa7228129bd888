package dev.pictor.opensearch;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Snapshots;
import dev.pictor.store.SnapshotsContract;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VectorStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/// The contract of stores on three nodes.
@Tag("opensearch")
class OpenSearchStoreTest extends VectorStoreContract implements SnapshotsContract {

  @Override
  protected VectorStore open() {
    return OpenSearchStore.open(TestCluster.shared().config("contract"));
  }

  /// A call goes to several shards, each of which has its part a moment sooner or later.
  @Override
  public boolean holdsWholeCalls() {
    return false;
  }

  /// Each takes a second or two.
  @Override
  public int madeWhileWriting() {
    return 3;
  }

  @AfterEach
  void empty() {
    try (VectorStore left = open()) {
      for (CollectionSpec each : left.collections()) {
        left.configure(each.name(), settings -> settings.withDeletionProtected(false));
        left.drop(each.name());
      }
      Snapshots snapshots = left.snapshots().orElseThrow();
      snapshots.list().forEach(each -> snapshots.delete(each.id()));
    }
  }
}
