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
final class HeapKeeper implements AutoCloseable {

  private static final long SLACK_BYTES = 160L << 20;
  private static final Duration OFTEN = Duration.ofMillis(200);

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heap-keeper").daemon().factory());

  private HeapKeeper(MemoryPoolMXBean pool) {
    var _ =
        watch.scheduleWithFixedDelay(
            () -> {
              if (isDue(pool.getUsage(), pool.getCollectionUsage())) {
                System.gc();
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
        .map(HeapKeeper::new);
  }

  /// @param now of the old generation
  /// @param collected what was left by its last collection
  static boolean isDue(MemoryUsage now, MemoryUsage collected) {
    return now.getUsed() - collected.getUsed() > SLACK_BYTES;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
