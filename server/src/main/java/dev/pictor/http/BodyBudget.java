package dev.pictor.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many bytes of large request bodies are in memory at a time. Thread-safe.
///
/// Many clients that each send a picture of some megabytes would fill the heap with bodies that
/// wait for the model; these wait at the socket instead, where the client's own system holds them.
/// Who has waited for long is let in all the same, so that a client that sends slowly holds nobody
/// up for good.
final class BodyBudget {

  private static final int UNIT_BYTES = 64 * 1024;
  private static final long SMALL_BYTES = 4L * UNIT_BYTES;
  private static final long MOST_BYTES = 128L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Of the heap of this process.
  static final BodyBudget OF_PROCESS =
      new BodyBudget(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8), PATIENCE);

  private final int units;
  private final Duration patience;
  private final Semaphore free;

  BodyBudget(long bytes, Duration patience) {
    this.units = Math.toIntExact(Math.max(1, bytes / UNIT_BYTES));
    this.patience = patience;
    this.free = new Semaphore(units, true);
  }

  /// Room for a body, to be given back by [#release]; waits until there is some.
  ///
  /// @return units of room; 0 for a small body, and for one that waited for too long
  int acquire(long bytes) {
    if (bytes < SMALL_BYTES) {
      return 0;
    }
    int wanted = (int) Math.min(units, Math.ceilDiv(bytes, UNIT_BYTES));
    try {
      return free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS) ? wanted : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  void release(int acquired) {
    free.release(acquired);
  }
}
