package dev.pictor.duplicates;

import dev.pictor.duplicates.ScanProgress.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what a scan does and tells a listener. Belongs to the thread of the scan.
final class ScanMeter {

  private final Consumer<ScanProgress> listener;
  private final long started = System.nanoTime();
  private Phase phase = Phase.LISTING;
  private long phaseStarted = started;

  long total;
  long done;
  long looked;
  long unreadable;
  long groups;
  long bursts;

  ScanMeter(Consumer<ScanProgress> listener) {
    this.listener = listener;
  }

  ScanProgress enter(Phase next) {
    phase = next;
    phaseStarted = System.nanoTime();
    boolean ended = next == Phase.FINISHED || next == Phase.INTERRUPTED;
    done = ended ? done : 0;
    return tell();
  }

  ScanProgress tell() {
    long now = System.nanoTime();
    boolean measurable =
        done > 0 && done < total && phase != Phase.FINISHED && phase != Phase.INTERRUPTED;
    ScanProgress progress =
        new ScanProgress(
            phase,
            total,
            done,
            looked,
            unreadable,
            groups,
            bursts,
            Duration.ofNanos(now - started),
            measurable
                ? Optional.of(
                    Duration.ofNanos(
                        (long) ((now - phaseStarted) * (total - done) / (double) done)))
                : Optional.empty());
    listener.accept(progress);
    return progress;
  }
}
