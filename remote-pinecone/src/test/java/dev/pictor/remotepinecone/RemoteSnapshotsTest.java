package dev.pictor.remotepinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Backups of a service that takes its time, fails, or has none.
class RemoteSnapshotsTest {

  private FakeBackups service;
  private PineconeStore store;
  private Snapshots snapshots;

  @BeforeEach
  void start() throws IOException {
    service = new FakeBackups();
    store = open();
    snapshots = store.snapshots().orElseThrow();
  }

  @AfterEach
  void stop() {
    store.close();
    service.close();
  }

  private PineconeStore open() {
    return PineconeStore.open(
        service.access(), new Calls(Duration.ofMillis(2), Duration.ofMillis(20)));
  }

  @Test
  void snapshotIsAnsweredOnceTheBackupIsReady() {
    service.setEnd(3, "Ready");
    Snapshot made = snapshots.create("late", "für \"morgen\"", "a\nb");
    assertThat(service.looked()).isEqualTo(4);
    assertThat(made.name()).isEqualTo("für \"morgen\"");
    assertThat(made.description()).isEqualTo("a\nb");
    assertThat(made.status()).isEqualTo(Snapshot.Status.READY);
    assertThat(snapshots.list()).containsExactly(made);
    assertThat(snapshots.find(made.id())).contains(made);
    Snapshot other = snapshots.create("late", "", "");
    assertThat(List.of(other.name(), other.description())).containsOnly("");
    assertThatThrownBy(() -> snapshots.create("none", "", ""))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("collection: none");
    assertThatThrownBy(() -> snapshots.create("late", "\ud800", ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void failedBackupIsToldAndListedAsDamaged() {
    service.setEnd(1, "Failed");
    assertThatThrownBy(() -> snapshots.create("late", "n", ""))
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("snapshot: b0 failed", service.access().control().toString());
    assertThat(snapshots.list())
        .extracting(Snapshot::status)
        .containsExactly(Snapshot.Status.DAMAGED);
    assertThatThrownBy(() -> snapshots.restore("b0", "new"))
        .isInstanceOf(CorruptStore.class)
        .hasMessageContaining("snapshot: b0");
    snapshots.delete("b0");
    assertThat(snapshots.list()).isEmpty();
  }

  @Test
  void backupsOfOthersAreReadPageByPageInTheOrderTheyWereMade() {
    service.put("last", "{\"tags\": null, \"created_at\": \"2026-05-16T20:14:02+00:00\"}");
    service.put("unfinished", "{\"status\": \"Initializing\"}");
    service.put("going", "{\"status\": \"Terminating\"}");
    service.put("odd", "{\"tags\": {\"pictor-fingerprint\": \"x\", \"pictor-model\": \"m\"}}");
    service.put("nothing", "{\"dimension\": null, \"metric\": \"cosine\"}");
    service.put("undated", "{\"created_at\": \"yesterday\"}");
    service.put("first", "{\"created_at\": \"2026-02-04 13:00:00+00:00\"}");
    assertThat(snapshots.list()).extracting(Snapshot::id).containsExactly("first", "last");
    for (String id : List.of("odd", "nothing", "undated")) {
      assertThatThrownBy(() -> snapshots.find(id))
          .isInstanceOf(CorruptStore.class)
          .hasMessageContaining("snapshot: " + id);
      snapshots.delete(id);
      assertThat(snapshots.find(id)).isEmpty();
    }
    assertThat(snapshots.find("unfinished")).isEmpty();
    assertThatThrownBy(() -> snapshots.restore("unfinished", "new")).isInstanceOf(NotFound.class);
  }

  @Test
  void sourceIsWhatTheCollectionWas() {
    String fingerprint = "a".repeat(64);
    service.put(
        "dense",
        """
        {"record_count": 3000000000, "namespace_count": 4, "size_bytes": 5000000000000,
        "metric": "dotproduct", "schema": {"fields": {"a": {"filterable": true}, "b": {"filterable": false}}},
        "tags": {"team": "one", "pictor-model": "m", "pictor-fingerprint": "%s", "pictor-precision": "INT8"}}"""
            .formatted(fingerprint));
    service.put("sparse", "{\"dimension\": null, \"metric\": \"dotproduct\", \"region\": \"x\"}");
    service.put("untold", "{\"metric\": null}");
    service.put("gone", "{\"metric\": null, \"source_index_name\": \"gone\"}");
    Snapshot dense = snapshots.find("dense").orElseThrow();
    assertThat(List.of(dense.records(), dense.namespaces(), dense.bytes()))
        .containsExactly(3_000_000_000L, 4L, 5_000_000_000_000L);
    assertThat(dense.created()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    CollectionSpec source = dense.source();
    assertThat(source.space())
        .isEqualTo(new VectorSpace.Dense(2, Similarity.DOT_PRODUCT, Precision.INT8));
    assertThat(source.model())
        .isEqualTo(new ModelBinding.Bound("m", new ModelFingerprint(fingerprint)));
    assertThat(source.schema()).isEqualTo(MetadataSchema.only("a"));
    assertThat(source.settings().tags()).isEqualTo(Map.of("team", "one"));
    CollectionSpec sparse = snapshots.find("sparse").orElseThrow().source();
    assertThat(sparse.space()).isEqualTo(new VectorSpace.Sparse());
    assertThat(sparse.settings().annotations().get("pinecone")).contains("\"region\":\"x\"");
    assertThat(snapshots.find("untold").orElseThrow().source().similarity())
        .isEqualTo(Similarity.EUCLIDEAN);
    assertThat(snapshots.find("gone").orElseThrow().source().similarity())
        .isEqualTo(Similarity.COSINE);
  }

  @Test
  void restoredCollectionIsThereOnceItIsWhole() {
    service.put("b", "{\"tags\": {\"team\": \"one\"}}");
    service.setEnd(3, "Ready");
    CollectionStore restored = snapshots.restore("b", "again");
    assertThat(service.looked()).isEqualTo(4);
    assertThat(restored.spec().settings().tags()).isEqualTo(Map.of("team", "one"));
    assertThat(restored.spec().settings().deletionProtected()).isFalse();
    assertThat(store.collection("again")).containsSame(restored);
    assertThatThrownBy(() -> snapshots.restore("b", "again"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("collection: again");
    assertThatThrownBy(() -> snapshots.restore("b", "No Name")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> snapshots.restore("none", "new")).isInstanceOf(NotFound.class);
  }

  @Test
  void failedRestoreLeavesNothing() {
    service.put("b", "{}");
    service.setEnd(2, "Failed");
    assertThatThrownBy(() -> snapshots.restore("b", "again"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("snapshot: b", "collection: again", "job: jagain");
    assertThat(service.indexes()).containsExactly("late");
  }

  @Test
  void whoWaitsIsToldWhenTheStoreIsClosed() {
    service.setEnd(Integer.MAX_VALUE, "Ready");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Snapshot> waiting = threads.submit(() -> snapshots.create("late", "", ""));
      while (service.looked() < 2) {
        Thread.onSpinWait();
      }
      store.close();
      assertThatThrownBy(waiting::get).cause().isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void indexInTheMakingIsNoCollection() {
    service.beginRestore("half");
    try (PineconeStore other = open()) {
      assertThat(other.collections()).extracting(CollectionSpec::name).containsExactly("late");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void serviceWithoutBackupsHasNoneAndSaysSo(int status) {
    service.refuse(status, "no such thing");
    assertThat(snapshots.list()).isEmpty();
    assertThat(snapshots.find("b")).isEmpty();
    assertThatThrownBy(() -> snapshots.delete("b")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> snapshots.restore("b", "new")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> snapshots.create("none", "", "")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> snapshots.create("late", "", ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll(
            "collection: late",
            "makes no backups",
            service.access().control().toString(),
            "pictor copy");
  }

  @Test
  void whatTheServiceRefusesIsToldWithItsReason() {
    service.refuse(400, "Backups are not supported for pod-based indexes");
    assertThatThrownBy(() -> snapshots.create("late", "", ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll(
            "collection: late", "not supported for pod-based indexes", "a serverless index");
    service.refuse(403, "Increase your quota to create more backups.");
    assertThatThrownBy(() -> snapshots.create("late", "", ""))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("quota");
    assertThat(snapshots.list()).isEmpty();
  }
}
