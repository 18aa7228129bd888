package dev.pictor.library;

import java.time.Duration;
import java.util.Optional;

/// How far a run over the folders is.
///
/// @param found picture files found so far; final once `phase` is past SCANNING
/// @param done files that need nothing more: unchanged, indexed, moved or failed
/// @param indexed encoded and stored in this run
/// @param moved files whose vector was kept under a new id
/// @param removed records whose file is gone
/// @param failed files that this run could not index, and those refused before that are unchanged
/// @param picturesPerSecond encoded pictures over the last seconds
/// @param remaining estimated, once the number of files is known
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record IndexProgress(
    Phase phase,
    long found,
    long done,
    long unchanged,
    long indexed,
    long moved,
    long removed,
    long failed,
    double picturesPerSecond,
    Duration elapsed,
    Optional<Duration> remaining) {

  public enum Phase {
    SCANNING,
    INDEXING,
    FINISHED,
    INTERRUPTED
  }
}
