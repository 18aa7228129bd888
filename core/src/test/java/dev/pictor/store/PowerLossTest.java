package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Turns the power off before each change that an operation makes to the disk, and looks at what is
/// there afterwards: as the disk was, and as it is without all that was not synced.
@Tag("kill")
class PowerLossTest {

  private static final VectorRecord RECORD = Samples.record("a", 1, 2);

  @TempDir Path folder;

  /// Power goes before each change of `operation`; `check` sees each store that comes out of it,
  /// `done` the one that comes after an operation that had ended.
  private void eachStep(
      Consumer<LuceneStore> operation, Consumer<LuceneStore> check, Consumer<LuceneStore> done)
      throws IOException {
    boolean off = true;
    long steps = -1;
    for (long step = 0; off; step++) {
      Path place = Files.createDirectories(folder.resolve("step-" + step));
      Path data = Files.createDirectory(place.resolve("data"));
      FaultyDisk disk = new FaultyDisk();
      DurableImage image = new DurableImage(data, Files.createDirectory(place.resolve("shadows")));
      disk.fault(image);
      Path asItWas = place.resolve("as-it-was");
      try (LuceneStore store = LuceneStore.open(disk.path(data))) {
        store
            .create(new CollectionSpec("old", 2, Similarity.COSINE, new ModelBinding.Unattested()))
            .upsert("", List.of(RECORD));
        store.snapshots().orElseThrow().create("old", "first", "");
        image.powerOffAfter(step);
        try {
          operation.accept(store);
        } catch (RuntimeException e) {
          assertThat(image.isOff()).as("%s", e).isTrue();
        }
        off = image.isOff();
        copy(data, asItWas);
      }
      Path synced = Files.createDirectory(place.resolve("synced"));
      image.restore(synced);
      for (Path each : List.of(asItWas, synced)) {
        try (LuceneStore store = LuceneStore.open(each)) {
          checkAll(store, each);
          (off ? check : done).accept(store);
        }
      }
      steps++;
    }
    assertThat(steps).isPositive();
  }

  private static void checkAll(LuceneStore store, Path data) throws IOException {
    for (CollectionSpec spec : store.collections()) {
      assertThat(store.verify(spec.name()).problems()).as(spec.name()).isEmpty();
    }
    assertThat(store.snapshots().orElseThrow().list())
        .extracting(Snapshot::status)
        .containsOnly(Snapshot.Status.READY);
    for (String shelf : List.of("collections", "snapshots")) {
      try (Stream<Path> names = Files.list(data.resolve(shelf))) {
        assertThat(names.map(each -> each.getFileName().toString()))
            .allMatch(name -> name.startsWith("c-") || name.startsWith("s-"));
      }
    }
  }

  private static void checkOld(LuceneStore store) {
    assertThat(store.collection("old").orElseThrow().fetch("", List.of("a")))
        .containsExactly(RECORD);
  }

  @Test
  void collectionIsMadeWholeOrNotAtAll() throws IOException {
    CollectionSpec spec =
        new CollectionSpec("new", 9, Similarity.EUCLIDEAN, new ModelBinding.Unattested());
    eachStep(
        store -> store.create(spec),
        store -> {
          checkOld(store);
          Optional<CollectionStore> made = store.collection("new");
          made.ifPresent(each -> assertThat(each.spec()).isEqualTo(spec));
          if (made.isEmpty()) {
            store.create(spec);
          }
        },
        store -> assertThat(store.collection("new").orElseThrow().spec()).isEqualTo(spec));
  }

  @Test
  void collectionIsDroppedWholeOrNotAtAll() throws IOException {
    eachStep(
        store -> store.drop("old"),
        store -> {
          if (store.collection("old").isPresent()) {
            checkOld(store);
            store.drop("old");
          }
        },
        store -> assertThat(store.collections()).isEmpty());
  }

  @Test
  void modelIsBoundOrNot() throws IOException {
    eachStep(
        store -> store.bind("old", "pocket", Samples.ONE),
        store -> {
          checkOld(store);
          assertThat(store.bind("old", "pocket", Samples.ONE).spec().model())
              .isEqualTo(new ModelBinding.Bound("pocket", Samples.ONE));
        },
        store ->
            assertThat(store.collection("old").orElseThrow().spec().model())
                .isEqualTo(new ModelBinding.Bound("pocket", Samples.ONE)));
  }

  private static final VectorRecord ANEW = Samples.record("a", 3, 4, 5);

  private static void beginAndFill(LuceneStore store) {
    store
        .generations()
        .orElseThrow()
        .begin(
            "old",
            VectorSpace.dense(3, Similarity.COSINE),
            new ModelBinding.Bound("second", Samples.TWO))
        .upsert("", List.of(ANEW));
  }

  /// Either generation serves whole, under one description.
  private static boolean isSwitched(LuceneStore store) {
    CollectionStore serving = store.collection("old").orElseThrow();
    boolean switched = serving.spec().dimension() == 3;
    assertThat(serving.fetch("", List.of("a"))).containsExactly(switched ? ANEW : RECORD);
    assertThat(serving.spec().model())
        .isEqualTo(
            switched
                ? new ModelBinding.Bound("second", Samples.TWO)
                : new ModelBinding.Unattested());
    return switched;
  }

  @Test
  void generationIsSwitchedOrNot() throws IOException {
    eachStep(
        store -> {
          beginAndFill(store);
          store.generations().orElseThrow().switchOver("old", () -> true);
        },
        store -> {
          Generations generations = store.generations().orElseThrow();
          boolean switched = isSwitched(store);
          Optional<Generations.Beside> beside = generations.beside("old");
          beside.ifPresent(
              each ->
                  assertThat(each.role())
                      .isEqualTo(switched ? Generations.Role.PREVIOUS : Generations.Role.NEXT));
          if (switched) {
            assertThat(beside.orElseThrow().store().fetch("", List.of("a")))
                .containsExactly(RECORD);
          }
          generations.discard("old");
          beginAndFill(store);
        },
        store -> assertThat(isSwitched(store)).isTrue());
  }

  @Test
  void generationIsRolledBackOrNotAndDiscardedOrNot() throws IOException {
    eachStep(
        store -> {
          Generations generations = store.generations().orElseThrow();
          beginAndFill(store);
          generations.switchOver("old", () -> true);
          generations.switchOver("old", () -> true);
          generations.discard("old");
        },
        PowerLossTest::isSwitched,
        store -> {
          assertThat(isSwitched(store)).isFalse();
          assertThat(store.generations().orElseThrow().beside("old")).isEmpty();
        });
  }

  @Test
  void snapshotIsMadeWholeOrNotAtAll() throws IOException {
    eachStep(
        store -> store.snapshots().orElseThrow().create("old", "second", ""),
        store -> {
          checkOld(store);
          Snapshots snapshots = store.snapshots().orElseThrow();
          for (Snapshot each : snapshots.list()) {
            CollectionStore again = snapshots.restore(each.id(), "again-" + each.name());
            assertThat(again.fetch("", List.of("a"))).containsExactly(RECORD);
          }
        },
        store ->
            assertThat(store.snapshots().orElseThrow().list())
                .extracting(Snapshot::name)
                .containsExactly("first", "second"));
  }

  @Test
  void snapshotIsDeletedWholeOrNotAtAll() throws IOException {
    eachStep(
        store -> {
          Snapshots snapshots = store.snapshots().orElseThrow();
          String keep = snapshots.create("old", "keep", "").id();
          snapshots.list().stream()
              .map(Snapshot::id)
              .filter(id -> !id.equals(keep))
              .forEach(snapshots::delete);
        },
        PowerLossTest::checkOld,
        store ->
            assertThat(store.snapshots().orElseThrow().list())
                .extracting(Snapshot::name)
                .containsExactly("keep"));
  }

  @Test
  void collectionIsRestoredWholeOrNotAtAll() throws IOException {
    eachStepOfRestoring(
        store -> {
          Snapshots snapshots = store.snapshots().orElseThrow();
          snapshots.restore(snapshots.list().getFirst().id(), "again");
        });
  }

  @Test
  void backupIsRestoredWholeOrNotAtAll() throws IOException {
    eachStepOfRestoring(
        store -> {
          Path backup = folder.resolve("backup-" + UUID.randomUUID());
          Backups backups = store.backups().orElseThrow();
          backups.save(store.snapshots().orElseThrow().list().getFirst().id(), backup);
          backups.restore(backup, "again");
        });
  }

  /// @param restoring makes `again` of what `old` was
  private void eachStepOfRestoring(Consumer<LuceneStore> restoring) throws IOException {
    eachStep(
        restoring,
        store -> {
          checkOld(store);
          store
              .collection("again")
              .ifPresent(
                  again -> assertThat(again.fetch("", List.of("a"))).containsExactly(RECORD));
        },
        store ->
            assertThat(store.collection("again").orElseThrow().fetch("", List.of("a")))
                .containsExactly(RECORD));
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
