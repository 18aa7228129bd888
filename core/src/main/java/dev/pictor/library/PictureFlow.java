package dev.pictor.library;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Takes files in on virtual threads, a bounded number and a bounded weight of them at a time, so
/// that reads of slow disks overlap with encoding. One thread offers files and polls the outcomes,
/// in no order; an offer never waits.
final class PictureFlow implements AutoCloseable {

  private static final int UNIT_BYTES = 1024;

  private final PictureIntake intake;
  private final LibraryConfig config;
  private final Semaphore slots;
  private final int units;
  private final Semaphore freeUnits;
  private final BlockingQueue<Outcome> outcomes;
  private final BlockingQueue<Optional<FoundFile>> files = new LinkedBlockingQueue<>();
  private final AtomicLong expected = new AtomicLong(Long.MAX_VALUE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean feeding = true;
  private long polled;

  PictureFlow(PictureIntake intake, LibraryConfig config) {
    this.intake = intake;
    this.config = config;
    this.slots = new Semaphore(places(config));
    this.units = Math.toIntExact(Math.max(1, config.inFlightBytes() / UNIT_BYTES));
    this.freeUnits = new Semaphore(units);
    this.outcomes = new ArrayBlockingQueue<>(2 * config.inFlight());
    threads.execute(this::feed);
  }

  /// Where pauses shall leave cores free, no more pictures than cores are under way.
  private static int places(LibraryConfig config) {
    return config.speed() == 1
        ? config.inFlight()
        : Math.min(config.inFlight(), Runtime.getRuntime().availableProcessors());
  }

  void offer(FoundFile file) {
    files.add(Optional.of(file));
  }

  /// No other file will be offered.
  void complete() {
    files.add(Optional.empty());
  }

  private void feed() {
    int fed = 0;
    try {
      for (Optional<FoundFile> next = files.take();
          feeding && next.isPresent();
          next = files.take()) {
        FoundFile file = next.get();
        int weight = Math.clamp(file.bytes() / UNIT_BYTES + 1, 1, units);
        slots.acquire();
        freeUnits.acquire(weight);
        threads.execute(() -> take(file, weight));
        fed++;
      }
    } catch (InterruptedException | RejectedExecutionException closed) {
      // Nobody polls any more.
    } finally {
      expected.set(fed);
    }
  }

  private void take(FoundFile file, int weight) {
    long began = System.nanoTime();
    try {
      Outcome outcome;
      try {
        outcome = intake.take(file);
      } finally {
        freeUnits.release(weight);
      }
      outcomes.put(outcome);
      Thread.sleep(config.restAfter(Duration.ofNanos(System.nanoTime() - began)));
    } catch (InterruptedException closed) {
      // Nobody polls any more.
    } finally {
      slots.release();
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
    complete();
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
