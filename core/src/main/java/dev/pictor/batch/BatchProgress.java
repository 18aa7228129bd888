package dev.pictor.batch;

import java.time.Duration;
import java.util.List;

/// How far a run is.
///
/// @param before pictures that were in the output when it began
/// @param embedded pictures that have a vector by this run
/// @param failed pictures that got an error by this run
/// @param parts files that it has published
/// @param failures the first of those that failed
/// @param finished whether nothing is missing any more
public record BatchProgress(
    long before,
    long embedded,
    long failed,
    int parts,
    List<Failed> failures,
    Duration elapsed,
    boolean finished) {

  /// A picture without a vector.
  public record Failed(String id, String error) {}

  public BatchProgress {
    failures = List.copyOf(failures);
  }

  /// Pictures of this run a second.
  public double perSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? (embedded + failed) / seconds : 0;
  }
}
