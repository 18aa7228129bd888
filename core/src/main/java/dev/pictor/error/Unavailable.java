package dev.pictor.error;

import java.time.Duration;
import java.util.Optional;

/// The service is starting or closing, or another that it needs is away; the same request may
/// succeed later.
public final class Unavailable extends ServiceException {

  private final transient Optional<Duration> retryAfter;

  public Unavailable(String message) {
    super(Diagnosis.of(ErrorCode.UNAVAILABLE), message);
    this.retryAfter = Optional.empty();
  }

  /// @param retryAfter the shortest pause after which trying again makes sense
  public Unavailable(String message, Duration retryAfter) {
    super(Diagnosis.of(ErrorCode.UNAVAILABLE), message);
    this.retryAfter = Optional.of(retryAfter);
  }

  public Unavailable(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.UNAVAILABLE), message, cause);
    this.retryAfter = Optional.empty();
  }

  /// @param diagnosis more than that it is this case
  public Unavailable(Diagnosis diagnosis, String message) {
    super(diagnosis, message);
    this.retryAfter = Optional.empty();
  }

  /// The shortest pause after which trying again makes sense, where it is known: another service is
  /// away and expected back.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
