package dev.pictor.transfer;

import dev.pictor.transfer.TransferProgress.Phase;
import dev.pictor.transfer.TransferProgress.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what a run does and tells a listener, at most some ten times a second. Belongs to the
/// thread of the run.
final class TransferMeter {

  private static final long TELL_NANOS = Duration.ofMillis(100).toNanos();
  private static final int MOST_PROBLEMS = 100;

  private final Consumer<TransferProgress> listener;
  private final long started = System.nanoTime();
  private final List<Problem> problems = new ArrayList<>();
  private final long doneBefore;
  private long toldAt = started - TELL_NANOS;
  private long done;
  private long skipped;
  private double shareBefore = -1;
  private double share;

  /// @param done by earlier runs
  /// @param skipped likewise
  TransferMeter(Consumer<TransferProgress> listener, long done, long skipped) {
    this.listener = listener;
    this.doneBefore = done;
    this.done = done;
    this.skipped = skipped;
  }

  void done(long records) {
    done += records;
  }

  void skip(String place, String reason) {
    skipped++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(place, reason));
    }
  }

  long done() {
    return done;
  }

  long skipped() {
    return skipped;
  }

  /// @param now how much is read, 0 to 1
  void tell(double now) {
    share = now;
    if (shareBefore < 0) {
      shareBefore = now;
    }
    if (System.nanoTime() - toldAt >= TELL_NANOS) {
      toldAt = System.nanoTime();
      listener.accept(progress(Phase.RUNNING));
    }
  }

  TransferProgress progress(Phase phase) {
    long nanos = Math.max(1, System.nanoTime() - started);
    double read = share - Math.max(0, shareBefore);
    Optional<Duration> remaining =
        read <= 0 || phase != Phase.RUNNING
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(Math.round(nanos * (1 - share) / read)));
    return new TransferProgress(
        phase,
        done,
        skipped,
        phase == Phase.FINISHED ? 1 : share,
        (done - doneBefore) * 1e9 / nanos,
        Duration.ofNanos(nanos),
        remaining,
        problems);
  }
}
