package dev.pictor.api;

import dev.pictor.error.Failure;
import dev.pictor.library.IndexProgress;
import java.time.Instant;
import java.util.Optional;

/// A long task as it stands. Immutable.
///
/// @param error when it failed or the server's stop interrupted it
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record Job(
    String id,
    String collection,
    State state,
    Instant started,
    Optional<Instant> ended,
    Optional<Failure> error,
    IndexProgress progress) {

  enum State {
    RUNNING,
    FINISHED,
    INTERRUPTED,
    FAILED
  }

  boolean hasEnded() {
    return state != State.RUNNING;
  }

  Job with(IndexProgress now) {
    return new Job(id, collection, state, started, ended, error, now);
  }

  Job finished(State end, Optional<Failure> why) {
    return new Job(id, collection, end, started, Optional.of(Instant.now()), why, progress);
  }
}
