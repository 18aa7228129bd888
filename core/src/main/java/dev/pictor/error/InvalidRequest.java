package dev.pictor.error;

/// What was asked or sent is wrong; asking again unchanged fails again.
public final class InvalidRequest extends ServiceException {

  public InvalidRequest(String message) {
    super(Diagnosis.of(ErrorCode.INVALID_REQUEST), message);
  }

  public InvalidRequest(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.INVALID_REQUEST), message, cause);
  }

  /// @param diagnosis more than that it is this case
  public InvalidRequest(Diagnosis diagnosis, String message) {
    super(diagnosis, message);
  }

  /// @param diagnosis more than that it is this case
  public InvalidRequest(Diagnosis diagnosis, String message, Throwable cause) {
    super(diagnosis, message, cause);
  }
}
