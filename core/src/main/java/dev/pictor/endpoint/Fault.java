package dev.pictor.endpoint;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/// A request that may succeed when it is repeated.
final class Fault extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /// What it says of the service.
  enum Kind {
    /// It has too much to do.
    BUSY,
    /// It is not there, or not itself.
    AWAY,
    /// It failed at this very request.
    BROKEN
  }

  private final Kind kind;
  private final Duration pause;

  /// @param pause for which it asks; zero when it does not
  Fault(Kind kind, String reason, Duration pause) {
    super(reason);
    this.kind = kind;
    this.pause = pause;
  }

  Kind kind() {
    return kind;
  }

  Duration pause() {
    return pause;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "failed" : message;
  }
}
