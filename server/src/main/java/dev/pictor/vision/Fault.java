package dev.pictor.vision;

import dev.pictor.error.Failure;
import java.time.Duration;
import java.util.Optional;

/// Why an endpoint gave no answer, or not all of it.
///
/// @param passing whether asking again a little later may help
/// @param pauseMillis how long the endpoint asked to wait; negative when it did not say
record Fault(Failure failure, boolean passing, long pauseMillis) {

  static Fault lasting(Failure failure) {
    return new Fault(failure, false, -1);
  }

  static Fault passing(Failure failure, Optional<Duration> pause) {
    return new Fault(failure, true, pause.map(Duration::toMillis).orElse(-1L));
  }
}
