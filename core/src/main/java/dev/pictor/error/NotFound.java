package dev.pictor.error;

/// The named thing does not exist.
public final class NotFound extends ServiceException {

  public NotFound(String message) {
    super(Diagnosis.of(ErrorCode.NOT_FOUND), message);
  }

  public NotFound(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.NOT_FOUND), message, cause);
  }

  /// @param diagnosis more than that it is this case
  public NotFound(Diagnosis diagnosis, String message) {
    super(diagnosis, message);
  }
}
