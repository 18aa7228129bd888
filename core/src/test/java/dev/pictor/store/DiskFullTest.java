package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {

  // How many changes apart the disk is full; -Dpictor.stride=1 tries each.
  private static final int STRIDE = Integer.getInteger("pictor.stride", 199);

  @TempDir Path folder;

  /// Refuses whatever needs space once so many changes were made.
  private static final class Room implements FaultyDisk.Fault {
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    @Override
    public void before(FaultyDisk.Step step, Path file) throws IOException {
      switch (step) {
        case CREATE_FILE, CREATE_FOLDER, WRITE, SYNC, LINK -> {
          // Lucene takes for granted that folders sync.
          if (!Files.isDirectory(file) && left.getAndDecrement() <= 0) {
            throw new FileSystemException(file.toString(), null, "No space left on device");
          }
        }
        case MOVE, DELETE -> {}
      }
    }
  }

  /// One change of a collection, and what it does to a plain map.
  private record Write(Runnable write, Runnable model) {}

  @Test
  void fullDiskAtAnyPointLosesNothingAcknowledgedAndWritingGoesOnWithRoom() throws IOException {
    long seed = RandomRecords.seed();
    boolean met = true;
    int runs = 0;
    for (long at = Math.floorMod(seed, STRIDE); met; at += STRIDE) {
      met = fill(folder.resolve("at-" + at), at);
      runs++;
    }
    assertThat(runs).as("runs").isGreaterThan(3);
  }

  /// @return whether the disk was full at some point
  private static boolean fill(Path data, long at) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Room room = new Room();
    disk.fault(room);
    Files.createDirectory(data);
    Map<String, VectorRecord> model = new TreeMap<>();
    boolean met = false;
    try (LuceneStore store = LuceneStore.open(disk.path(data))) {
      CollectionStore full =
          store.create(
              new CollectionSpec("full", 2, Similarity.EUCLIDEAN, new ModelBinding.Unattested()));
      for (int i = 0; i < 14; i++) {
        Write write = write(full, model, i);
        if (i == 3) {
          room.left.set(at);
        }
        try {
          write.write.run();
        } catch (Unavailable e) {
          met = true;
          assertThat(e).hasMessageContaining("collection: full").hasMessageContaining("free some");
          assertIsBeforeOrAfter(full, model, write, at);
          room.left.set(Long.MAX_VALUE);
          write.write.run();
        }
        write.model.run();
        assertThat(full.fetch("", List.copyOf(model.keySet())))
            .as("at %d", at)
            .isEqualTo(List.copyOf(model.values()));
      }
      room.left.set(Long.MAX_VALUE);
      assertThat(store.verify("full").problems()).as("at %d", at).isEmpty();
    }
    try (LuceneStore store = LuceneStore.open(data)) {
      CollectionStore full = store.collection("full").orElseThrow();
      assertThat(full.count("", Samples.ALL)).isEqualTo(model.size());
      assertThat(full.fetch("", List.copyOf(model.keySet())))
          .isEqualTo(List.copyOf(model.values()));
    }
    return met;
  }

  /// The disk may be full once the commit has its name and only its folder is not synced yet.
  private static void assertIsBeforeOrAfter(
      CollectionStore full, Map<String, VectorRecord> model, Write write, long at) {
    Set<String> touched = new TreeSet<>(model.keySet());
    List<VectorRecord> before = List.copyOf(model.values());
    Map<String, VectorRecord> kept = Map.copyOf(model);
    write.model.run();
    touched.addAll(model.keySet());
    List<VectorRecord> after = List.copyOf(model.values());
    model.clear();
    model.putAll(kept);
    assertThat(full.fetch("", List.copyOf(touched))).as("at %d", at).isIn(before, after);
  }

  private static Write write(CollectionStore full, Map<String, VectorRecord> model, int i) {
    VectorRecord one = Samples.record("a" + i, i, 1);
    VectorRecord two = Samples.record("b" + i % 3, i, 2);
    return switch (i % 7) {
      case 5 -> new Write(() -> full.delete("", List.of("a1")), () -> model.remove("a1"));
      case 6 ->
          new Write(
              () ->
                  full.update(
                      "", List.of(new RecordUpdate("a0", MetadataParser.parse(Map.of("i", i))))),
              () ->
                  model.computeIfPresent(
                      "a0",
                      (id, old) ->
                          new VectorRecord(
                              id,
                              old.vector(),
                              old.metadata().merge(MetadataParser.parse(Map.of("i", i))))));
      default ->
          new Write(
              () -> full.upsert("", List.of(one, two)),
              () -> {
                model.put(one.id(), one);
                model.put(two.id(), two);
              });
    };
  }

  @Test
  void fullDiskLeavesNoHalfCollectionOrSnapshot() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Room room = new Room();
    disk.fault(room);
    CollectionSpec spec =
        new CollectionSpec("made", 2, Similarity.COSINE, new ModelBinding.Unattested());
    try (LuceneStore store = LuceneStore.open(disk.path(folder))) {
      boolean met = true;
      int failures = -1;
      for (long at = 0; met; at++) {
        failures++;
        room.left.set(at);
        try {
          store.create(spec);
          met = false;
        } catch (Unavailable e) {
          room.left.set(Long.MAX_VALUE);
          assertThat(store.collections()).isEmpty();
        }
      }
      assertThat(failures).isGreaterThan(10);
      room.left.set(0);
      Snapshots snapshots = store.snapshots().orElseThrow();
      assertThatThrownBy(() -> snapshots.create("made", "", "")).isInstanceOf(Unavailable.class);
      assertThat(snapshots.list()).isEmpty();
      room.left.set(Long.MAX_VALUE);
      assertThat(snapshots.restore(snapshots.create("made", "", "").id(), "copy").namespaces())
          .isEmpty();
    }
  }

  @Test
  void folderThatCannotBeWrittenIsNamedAtOpen() {
    LuceneStore.open(folder).close();
    FaultyDisk disk = new FaultyDisk();
    disk.fault(
        (step, file) -> {
          throw new FileSystemException(file.toString(), null, "Read-only file system");
        });
    assertThatThrownBy(() -> LuceneStore.open(disk.path(folder)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("Read-only file system")
        .hasMessageContaining("Check its rights");
  }
}
