package dev.pictor.duplicates;

import java.time.Duration;
import java.util.Optional;

/// How far a search for duplicates is.
///
/// @param total pictures of the collection
/// @param done pictures dealt with in this phase
/// @param looked pictures that this run had to look at, because no earlier one did
/// @param unreadable pictures that could not be looked at
/// @param groups found; 0 until the end
/// @param bursts of the groups
/// @param remaining of the phase; unknown at its begin
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ScanProgress(
    Phase phase,
    long total,
    long done,
    long looked,
    long unreadable,
    long groups,
    long bursts,
    Duration elapsed,
    Optional<Duration> remaining) {

  public enum Phase {
    LISTING,
    HASHING,
    SEARCHING,
    COMPARING,
    FINISHED,
    INTERRUPTED
  }

  /// Nothing done yet.
  public static ScanProgress none() {
    return new ScanProgress(Phase.LISTING, 0, 0, 0, 0, 0, 0, Duration.ZERO, Optional.empty());
  }
}
