package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.store.RandomWrites.Model;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process again and again on one data folder; run with `-Plong -Dgroups=kill`.
@Tag("kill")
class StoreKillTest {

  private static final int KILLS = Integer.getInteger("pictor.kills", 100);

  @TempDir Path folder;

  private final Model model = new Model();

  @Test
  void killsLoseNothingAcknowledgedAndLeaveNothingHalf() throws Exception {
    long seed = RandomRecords.seed();
    Random random = new Random(seed);
    Path data = folder.resolve("data");
    try (LuceneStore store = LuceneStore.open(data)) {
      store.create(
          new CollectionSpec(
              KilledThreads.COLLECTION,
              KilledThreads.DIMENSION,
              Similarity.COSINE,
              new ModelBinding.Unattested()));
    }
    KilledThreads writers =
        new KilledThreads(
            data, seed, new SharedClasses(Files.createDirectory(folder.resolve("jvm"))));
    List<Long> next = Collections.nCopies(KilledThreads.THREADS, 0L);
    KilledThreads.Run run = writers.warmUp(next);
    check(data, seed, next, run, "warming up");
    for (int kill = 1; kill <= KILLS; kill++) {
      next = run.next();
      next = started(next);
      run = writers.runAndKill(next, 1 + random.nextInt(30));
      check(data, seed, next, run, "kill " + kill);
    }
    System.out.printf("%d kills, writes acknowledged by each thread: %s%n", KILLS, run.next());
  }

  /// The write that a kill met may be there or not; the next process goes on after it.
  private static List<Long> started(List<Long> next) {
    return next.stream().map(number -> number + 1).toList();
  }

  private void check(Path data, long seed, List<Long> first, KilledThreads.Run run, String when)
      throws IOException {
    try (LuceneStore store = LuceneStore.open(data)) {
      CollectionStore collection = store.collection(KilledThreads.COLLECTION).orElseThrow();
      for (int thread = 0; thread < KilledThreads.THREADS; thread++) {
        for (long n = first.get(thread); n < run.next().get(thread); n++) {
          KilledThreads.write(seed, thread, n).apply(model);
        }
        Model maybe = model.copy();
        KilledThreads.write(seed, thread, run.next().get(thread)).apply(maybe);
        for (String namespace : KilledThreads.namespaces(thread)) {
          settle(collection, namespace, maybe, when);
        }
      }
      VerifyReport report = store.verify(KilledThreads.COLLECTION);
      assertThat(report.problems()).as(when).isEmpty();
      Map<String, Long> counts = new TreeMap<>();
      model.forEach((namespace, records) -> counts.put(namespace, (long) records.size()));
      counts.values().removeIf(count -> count == 0);
      assertThat(report.namespaces()).as(when).isEqualTo(counts);
      checkSnapshots(store, run, when);
    }
  }

  /// Each record is as acknowledged, or as the write that was on its way leaves it.
  private void settle(CollectionStore collection, String namespace, Model maybe, String when) {
    TreeSet<String> ids = new TreeSet<>(model.of(namespace).keySet());
    ids.addAll(maybe.of(namespace).keySet());
    Map<String, VectorRecord> there = new TreeMap<>();
    collection.fetch(namespace, new ArrayList<>(ids)).forEach(each -> there.put(each.id(), each));
    for (String id : ids) {
      VectorRecord now = there.get(id);
      assertThat(
              Objects.equals(now, model.of(namespace).get(id))
                  || Objects.equals(now, maybe.of(namespace).get(id)))
          .as("%s: %s/%s is %s", when, namespace, id, now)
          .isTrue();
    }
    model.of(namespace).clear();
    model.of(namespace).putAll(there);
  }

  private static void checkSnapshots(LuceneStore store, KilledThreads.Run run, String when) {
    Snapshots snapshots = store.snapshots().orElseThrow();
    List<Snapshot> all = snapshots.list();
    assertThat(all).extracting(Snapshot::status).containsOnly(Snapshot.Status.READY);
    if (!run.snapshots().isEmpty()) {
      String last = run.snapshots().getLast();
      CollectionStore restored = snapshots.restore(last, "restored");
      assertThat(store.verify("restored").problems()).as(when).isEmpty();
      assertThat(restored.stats().records())
          .as(when)
          .isEqualTo(snapshots.find(last).orElseThrow().records());
      store.drop("restored");
    }
  }
}
