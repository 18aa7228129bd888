package dev.pictor.reembed;

import java.time.Duration;
import java.util.Optional;

/// How far a new generation is.
///
/// @param total records of the generation that serves
/// @param done records dealt with, the missing ones included
/// @param embedded vectors that this run computed
/// @param unchanged records that were there already
/// @param removed records that are gone from the serving generation
/// @param missing records whose picture or text is not there, see [MissingRecord]
/// @param perSecond vectors computed in a second, over the whole run
/// @param remaining unknown while nothing was computed
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ReembedProgress(
    Phase phase,
    long total,
    long done,
    long embedded,
    long unchanged,
    long removed,
    long missing,
    double perSecond,
    Duration elapsed,
    Optional<Duration> remaining) {

  public enum Phase {
    /// Goes through all records.
    BUILDING,
    /// Carries over what was written meanwhile.
    CATCHING_UP,
    /// Complete, and not serving.
    READY,
    /// Serves.
    SWITCHED,
    INTERRUPTED
  }
}
