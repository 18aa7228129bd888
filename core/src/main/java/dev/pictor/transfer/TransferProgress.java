package dev.pictor.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How far an export or an import is.
///
/// @param done records that are written, those of earlier runs that it goes on from included
/// @param skipped bad records, counted likewise
/// @param share of all there is to read, 0 to 1
/// @param perSecond records in a second, over the whole run
/// @param remaining unknown at the start
/// @param problems what was wrong with the first bad records of this run
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TransferProgress(
    Phase phase,
    long done,
    long skipped,
    double share,
    double perSecond,
    Duration elapsed,
    Optional<Duration> remaining,
    List<Problem> problems) {

  public enum Phase {
    RUNNING,
    FINISHED,
    /// What is done stays; an import goes on from there.
    INTERRUPTED
  }

  /// A record that was left out.
  ///
  /// @param place in its source, such as `line 12`
  public record Problem(String place, String reason) {}

  public TransferProgress {
    problems = List.copyOf(problems);
  }

  /// Before anything is done.
  public static TransferProgress none() {
    return new TransferProgress(
        Phase.RUNNING, 0, 0, 0, 0, Duration.ZERO, Optional.empty(), List.of());
  }
}
