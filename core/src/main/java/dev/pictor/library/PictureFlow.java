package dev.pictor.library;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Takes files in on virtual threads, a bounded number and a bounded weight of them at a time, so
/// that reads of slow disks overlap with encoding. One thread polls the outcomes, in no order.
final class PictureFlow implements AutoCloseable {

  private static final int UNIT_BYTES = 1024;

  private final PictureIntake intake;
  private final Semaphore slots;
  private final int units;
  private final Semaphore freeUnits;
  private final BlockingQueue<Outcome> outcomes;
  private final AtomicLong expected;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean feeding = true;
  private long polled;

  PictureFlow(List<FoundFile> files, PictureIntake intake, LibraryConfig config) {
    this.intake = intake;
    this.slots = new Semaphore(config.inFlight());
    this.units = Math.toIntExact(Math.max(1, config.inFlightBytes() / UNIT_BYTES));
    this.freeUnits = new Semaphore(units);
    this.outcomes = new ArrayBlockingQueue<>(2 * config.inFlight());
    this.expected = new AtomicLong(files.size());
    threads.execute(() -> feed(files));
  }

  private void feed(List<FoundFile> files) {
    int fed = 0;
    try {
      for (FoundFile file : files) {
        if (!feeding) {
          break;
        }
        int weight = Math.clamp(file.bytes() / UNIT_BYTES + 1, 1, units);
        slots.acquire();
        freeUnits.acquire(weight);
        threads.execute(() -> take(file, weight));
        fed++;
      }
    } catch (InterruptedException closed) {
      // Nobody polls any more.
    } finally {
      expected.set(fed);
    }
  }

  private void take(FoundFile file, int weight) {
    try {
      Outcome outcome;
      try {
        outcome = intake.take(file);
      } finally {
        freeUnits.release(weight);
        slots.release();
      }
      outcomes.put(outcome);
    } catch (InterruptedException closed) {
      // Nobody polls any more.
    }
  }

  /// What became of another file, if that is known within `millis`.
  Optional<Outcome> poll(long millis) throws InterruptedException {
    Outcome outcome = outcomes.poll(millis, TimeUnit.MILLISECONDS);
    if (outcome != null) {
      polled++;
    }
    return Optional.ofNullable(outcome);
  }

  /// Lets those under way end and begins no more.
  void stopFeeding() {
    feeding = false;
  }

  /// Whether every file that was begun has been polled, and no other will be.
  boolean isDrained() {
    return polled >= expected.get();
  }

  /// Interrupts what is still under way and does not wait for it.
  @Override
  public void close() {
    feeding = false;
    threads.shutdownNow();
  }
}
