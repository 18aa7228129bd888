package dev.pictor.library;

import dev.pictor.library.IndexProgress.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what a run does and tells a listener. The counters belong to the thread of the run; any
/// thread may read [#last()].
final class ProgressMeter {

  private record Sample(long nanos, long encoded, long done) {}

  private static final long TELL_NANOS = Duration.ofMillis(100).toNanos();
  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  private final Consumer<IndexProgress> listener;
  private final long started = System.nanoTime();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Phase phase = Phase.SCANNING;
  private long toldAt;
  private volatile IndexProgress last;

  long found;
  long unchanged;
  long indexed;
  long moved;
  long removed;
  long failed;

  ProgressMeter(Consumer<IndexProgress> listener) {
    this.listener = listener;
    this.last = snapshot(started);
  }

  /// What a library shows before its first run.
  static IndexProgress none() {
    return new IndexProgress(
        Phase.FINISHED, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Optional.empty());
  }

  IndexProgress last() {
    return last;
  }

  /// Tells the listener unless it was told just now.
  void tell() {
    long now = System.nanoTime();
    if (now - toldAt >= TELL_NANOS) {
      tellAt(now);
    }
  }

  void enter(Phase next) {
    phase = next;
    long now = System.nanoTime();
    if (next == Phase.INDEXING) {
      samples.clear();
    }
    tellAt(now);
  }

  private void tellAt(long now) {
    toldAt = now;
    samples.addLast(new Sample(now, indexed, done()));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    last = snapshot(now);
    listener.accept(last);
  }

  private long done() {
    return unchanged + indexed + moved + failed;
  }

  private IndexProgress snapshot(long now) {
    return new IndexProgress(
        phase,
        found,
        done(),
        unchanged,
        indexed,
        moved,
        removed,
        failed,
        encodedPerSecond(now),
        Duration.ofNanos(now - started),
        remaining(now));
  }

  private double encodedPerSecond(long now) {
    return switch (phase) {
      case SCANNING, INDEXING ->
          samples.isEmpty()
              ? 0
              : perSecond(indexed - samples.getFirst().encoded(), now - samples.getFirst().nanos());
      case FINISHED, INTERRUPTED -> perSecond(indexed, now - started);
    };
  }

  private Optional<Duration> remaining(long now) {
    if (phase != Phase.INDEXING || samples.isEmpty()) {
      return Optional.empty();
    }
    Sample first = samples.getFirst();
    double rate = perSecond(done() - first.done(), now - first.nanos());
    return rate == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(1000 * (found - done()) / rate)));
  }

  private static double perSecond(long count, long nanos) {
    return nanos <= 0 ? 0 : count * 1e9 / nanos;
  }
}
