package dev.pictor.reembed;

import dev.pictor.reembed.ReembedProgress.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what a run does and tells a listener, at most some ten times a second. Belongs to the
/// thread of the run.
final class BuildMeter {

  private static final long TELL_NANOS = Duration.ofMillis(100).toNanos();

  private final Consumer<ReembedProgress> listener;
  private final long started = System.nanoTime();
  private long toldAt = started - TELL_NANOS;
  private Phase phase = Phase.BUILDING;

  long total;
  long done;
  long embedded;
  long unchanged;
  long removed;
  long missing;

  BuildMeter(Consumer<ReembedProgress> listener) {
    this.listener = listener;
  }

  void enter(Phase next) {
    phase = next;
    tellNow();
  }

  void tell() {
    if (System.nanoTime() - toldAt >= TELL_NANOS) {
      tellNow();
    }
  }

  private void tellNow() {
    toldAt = System.nanoTime();
    listener.accept(snapshot());
  }

  ReembedProgress snapshot() {
    long nanos = Math.max(1, System.nanoTime() - started);
    double rate = embedded * 1e9 / nanos;
    long left = Math.max(0, total - done);
    Optional<Duration> remaining =
        embedded == 0 || phase != Phase.BUILDING
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Math.round(1000 * left / rate)));
    return new ReembedProgress(
        phase,
        Math.max(total, done),
        done,
        embedded,
        unchanged,
        removed,
        missing,
        rate,
        Duration.ofNanos(nanos),
        remaining);
  }
}
