package dev.pictor.error;

/// The service is starting or closing; the same request may succeed later.
public final class Unavailable extends ServiceException {

  public Unavailable(String message) {
    super(Diagnosis.of(ErrorCode.UNAVAILABLE), message);
  }

  public Unavailable(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.UNAVAILABLE), message, cause);
  }

  /// @param diagnosis more than that it is this case
  public Unavailable(Diagnosis diagnosis, String message) {
    super(diagnosis, message);
  }
}
