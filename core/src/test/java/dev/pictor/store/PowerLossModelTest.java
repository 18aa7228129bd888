package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.store.RandomWrites.Model;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random writes against a plain map, on a disk that loses at random moments all that was not
/// synced.
class PowerLossModelTest {

  private static final int LOSSES = Integer.getInteger("pictor.losses", 15);
  private static final int DIMENSION = 3;
  private static final List<String> NAMESPACES = List.of("", "n", "图");

  @TempDir Path folder;

  private Random random = new Random();
  private Model model = new Model();
  private int writes;

  @Test
  void powerLossTakesNothingAcknowledgedAndLeavesNothingHalf() throws IOException {
    random = new Random(RandomRecords.seed());
    Path data = Files.createDirectory(folder.resolve("data-0"));
    try (LuceneStore store = LuceneStore.open(data)) {
      store.create(
          new CollectionSpec("model", DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
    }
    for (int loss = 1; loss <= LOSSES; loss++) {
      Path next = Files.createDirectory(folder.resolve("data-" + loss));
      writeUntilTheLoss(data, next, loss);
      data = next;
      checkStore(data, "loss " + loss);
    }
    assertThat(writes).isGreaterThan(LOSSES);
    System.out.printf("%d writes, %d losses%n", writes, LOSSES);
  }

  private void writeUntilTheLoss(Path data, Path next, int loss) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    DurableImage image =
        new DurableImage(data, Files.createDirectory(folder.resolve("shadows-" + loss)));
    image.rememberAll();
    disk.fault(image);
    Model before = model;
    Model after = model;
    try (LuceneStore store = LuceneStore.open(disk.path(data))) {
      CollectionStore collection = store.collection("model").orElseThrow();
      image.powerOffAfter(50 + random.nextInt(1800));
      while (!image.isOff()) {
        RandomWrites write = RandomWrites.draw(random, NAMESPACES, DIMENSION);
        before = after;
        after = before.copy();
        write.apply(after);
        try {
          write.apply(collection);
          writes++;
        } catch (RuntimeException e) {
          assertThat(image.isOff()).as("%s", e).isTrue();
        }
      }
      image.restore(next);
    }
    model = settle(next, before, after, "loss " + loss);
  }

  /// What is there: each record as before the last write or as after it.
  private static Model settle(Path data, Model before, Model after, String when) {
    Model settled = new Model();
    try (LuceneStore store = LuceneStore.open(data)) {
      CollectionStore collection = store.collection("model").orElseThrow();
      for (String namespace : NAMESPACES) {
        TreeSet<String> ids = new TreeSet<>(before.of(namespace).keySet());
        ids.addAll(after.of(namespace).keySet());
        Map<String, VectorRecord> there = new TreeMap<>();
        collection
            .fetch(namespace, new ArrayList<>(ids))
            .forEach(each -> there.put(each.id(), each));
        for (String id : ids) {
          VectorRecord old = before.of(namespace).get(id);
          VectorRecord now = there.get(id);
          assertThat(Objects.equals(now, old) || Objects.equals(now, after.of(namespace).get(id)))
              .as("%s: %s/%s is %s", when, namespace, id, now)
              .isTrue();
        }
        settled.of(namespace).putAll(there);
      }
    }
    return settled;
  }

  private void checkStore(Path data, String when) {
    try (LuceneStore store = LuceneStore.open(data)) {
      VerifyReport report = store.verify("model");
      assertThat(report.problems()).as(when).isEmpty();
      Map<String, Long> counts = new TreeMap<>();
      model.forEach((namespace, records) -> counts.put(namespace, (long) records.size()));
      counts.values().removeIf(count -> count == 0);
      assertThat(report.namespaces()).as(when).isEqualTo(counts);
    }
  }
}
