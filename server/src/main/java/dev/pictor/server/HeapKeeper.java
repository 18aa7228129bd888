package dev.pictor.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Has garbage of large arrays collected before the heap grows for it. Thread-safe.
///
/// The serial collector lets the heap grow to its limit before it looks through the old generation,
/// where each request body and each decoded picture of some megabytes goes at once: a server that
/// needs 200 MB would take several gigabytes, and keep them. So the old generation is collected
/// when it holds [#SLACK_BYTES] more than after its last collection. What lives is little, so a
/// collection takes some hundredths of a second, and one is due after dozens of large pictures.
///
/// A collection that comes while one huge picture is still being decoded has to leave it, and what
/// it left is what the next one is measured by. So one that left much more than the one before is
/// followed by another, [#LATER].
final class HeapKeeper implements AutoCloseable {

  private static final long SLACK_BYTES = 160L << 20;
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration LATER = Duration.ofSeconds(5);

  /// The part of the heap that is watched.
  interface OldGeneration {
    MemoryUsage now();

    /// What was left by its last collection.
    MemoryUsage collected();

    void collect();
  }

  private record Tenured(MemoryPoolMXBean pool) implements OldGeneration {
    @Override
    public MemoryUsage now() {
      return pool.getUsage();
    }

    @Override
    public MemoryUsage collected() {
      return pool.getCollectionUsage();
    }

    @Override
    public void collect() {
      System.gc();
    }
  }

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heap-keeper").daemon().factory());

  private HeapKeeper(OldGeneration old) {
    var _ =
        watch.scheduleWithFixedDelay(
            () -> {
              if (look(old)) {
                var _ = watch.schedule(old::collect, LATER.toMillis(), TimeUnit.MILLISECONDS);
              }
            },
            OFTEN.toMillis(),
            OFTEN.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Watches the serial collector's old generation; empty when this process has another collector,
  /// which its operator chose and which keeps the heap in its own way.
  static Optional<HeapKeeper> start() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().equals("Tenured Gen"))
        .findFirst()
        .map(pool -> new HeapKeeper(new Tenured(pool)));
  }

  /// Collects when it is due.
  ///
  /// @return whether much that was new could not be collected, so that it is worth another try
  static boolean look(OldGeneration old) {
    MemoryUsage before = old.collected();
    if (!isMuchMore(old.now(), before)) {
      return false;
    }
    old.collect();
    return isMuchMore(old.collected(), before);
  }

  private static boolean isMuchMore(MemoryUsage now, MemoryUsage before) {
    return now.getUsed() - before.getUsed() > SLACK_BYTES;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
