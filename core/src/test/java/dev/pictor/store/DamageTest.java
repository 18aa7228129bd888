package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.CorruptStore;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages each file of a collection in several ways.
class DamageTest {

  private static final int DIMENSION = 3;

  @TempDir Path folder;

  private final Random random = new Random(RandomRecords.seed());
  private final TreeMap<String, VectorRecord> model = new TreeMap<>();

  @Test
  void damageToAnyFileIsReportedWithItsNameAndStopsNoOther() throws IOException {
    try (LuceneStore store = LuceneStore.open(folder)) {
      fill(make(store, "good"));
      fill(make(store, "bad"));
    }
    Path bad = folder.resolve("collections/c-bad");
    Map<Path, byte[]> pristine = new TreeMap<>();
    for (Path file : files(bad)) {
      pristine.put(file, Files.readAllBytes(file));
    }
    for (Path file : pristine.keySet()) {
      byte[] whole = pristine.get(file);
      for (byte[] damaged : damages(whole)) {
        restore(bad, pristine);
        Files.write(file, damaged);
        String how =
            "%s: %d of %d bytes, first change at %d"
                .formatted(file, damaged.length, whole.length, Arrays.mismatch(whole, damaged));
        checkDamaged(file.getFileName().toString(), how);
      }
    }
    restore(bad, pristine);
    try (LuceneStore store = LuceneStore.open(folder)) {
      assertThat(store.verify("bad").problems()).isEmpty();
    }
  }

  private static void restore(Path collection, Map<Path, byte[]> files) throws IOException {
    for (Path file : files(collection)) {
      Files.delete(file);
    }
    for (Map.Entry<Path, byte[]> each : files.entrySet()) {
      Files.write(each.getKey(), each.getValue());
    }
  }

  private List<byte[]> damages(byte[] whole) {
    List<byte[]> damages = new ArrayList<>();
    damages.add(new byte[0]);
    damages.add(Arrays.copyOf(whole, whole.length / 2));
    damages.add(Arrays.copyOf(whole, whole.length - 1));
    for (int i = 0; i < 4; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      damages.add(flipped);
    }
    return damages;
  }

  private void checkDamaged(String file, String how) {
    try (LuceneStore store = LuceneStore.open(folder)) {
      checkReads(store.collection("good").orElseThrow());
      VerifyReport report = store.verify("bad");
      assertThat(report.problems()).as(how).isNotEmpty();
      assertThat(report.problems().getFirst().file()).as(how).isEqualTo(file);
      try {
        readAll(store);
      } catch (CorruptStore e) {
        assertThat(e).as(how).hasMessageContaining(file);
      }
      checkReads(store.collection("good").orElseThrow());
    }
  }

  /// Damaged files may answer wrongly, which only `verify` tells; they fail in no other way.
  private void readAll(LuceneStore store) {
    CollectionStore bad = store.collection("bad").orElseThrow();
    bad.count("", Samples.ALL);
    bad.namespaces();
    bad.fetch("", List.copyOf(model.keySet()));
    bad.page("", "", Samples.ALL, "", 100);
    bad.valueCounts("", "a", Samples.ALL);
    bad.query(new VectorQuery("", model.firstEntry().getValue().vector(), 5, Samples.ALL));
    bad.upsert("", List.of(model.firstEntry().getValue()));
    bad.update(
        "", List.of(new RecordUpdate(model.firstKey(), model.firstEntry().getValue().metadata())));
  }

  private void checkReads(CollectionStore good) {
    assertThat(good.fetch("", List.copyOf(model.keySet()))).isEqualTo(List.copyOf(model.values()));
  }

  private static CollectionStore make(LuceneStore store, String name) {
    return store.create(
        new CollectionSpec(
            name, DIMENSION, Similarity.COSINE, new ModelBinding.Bound("pocket", Samples.ONE)));
  }

  private void fill(CollectionStore collection) {
    RandomRecords records = new RandomRecords(new Random(3));
    for (int i = 0; i < 3; i++) {
      List<VectorRecord> batch = new ArrayList<>();
      for (int r = 0; r < 12; r++) {
        batch.add(
            new VectorRecord("r" + i + "-" + r, records.vector(DIMENSION), records.metadata()));
      }
      collection.upsert("", batch);
      batch.forEach(each -> model.put(each.id(), each));
    }
    collection.delete("", List.of("r0-1", "r1-1"));
    model.keySet().removeAll(List.of("r0-1", "r1-1"));
  }

  private static List<Path> files(Path collection) throws IOException {
    try (Stream<Path> files = Files.walk(collection)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("write.lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void damagedSnapshotIsNotRestoredAndItsBackupNotMade() throws IOException {
    Snapshot made;
    try (LuceneStore store = LuceneStore.open(folder)) {
      fill(make(store, "good"));
      made = store.snapshots().orElseThrow().create("good", "", "");
      store.drop("good");
    }
    Path index = folder.resolve("snapshots/s-" + made.id() + "/index");
    Path file = files(index).getFirst();
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length / 3] ^= 4;
    Files.write(file, whole);
    try (LuceneStore store = LuceneStore.open(folder)) {
      Snapshots snapshots = store.snapshots().orElseThrow();
      assertThatThrownBy(() -> snapshots.restore(made.id(), "again"))
          .isInstanceOf(CorruptStore.class)
          .hasMessageContaining(file.getFileName().toString());
      assertThatThrownBy(
              () -> store.backups().orElseThrow().save(made.id(), folder.resolveSibling("out")))
          .isInstanceOf(CorruptStore.class);
      assertThat(folder.resolveSibling("out")).doesNotExist();
      assertThat(store.collections()).isEmpty();
    }
    Files.delete(file);
    try (LuceneStore store = LuceneStore.open(folder)) {
      assertThat(store.snapshots().orElseThrow().list())
          .extracting(Snapshot::status)
          .containsExactly(Snapshot.Status.DAMAGED);
    }
  }
}
