package dev.pictor.error;

import java.time.Duration;

/// A queue is full; the same request may succeed after [#retryAfter()].
public final class Overloaded extends ServiceException {

  private final Duration retryAfter;

  public Overloaded(String message, Duration retryAfter) {
    super(Diagnosis.of(ErrorCode.BUSY), message);
    this.retryAfter = retryAfter;
  }

  /// The shortest pause after which trying again makes sense.
  public Duration retryAfter() {
    return retryAfter;
  }
}
