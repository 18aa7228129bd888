package dev.pictor.error;

/// The request contradicts the present state, for example a name that is taken or a model that does
/// not fit.
public final class Conflict extends ServiceException {

  public Conflict(String message) {
    super(Diagnosis.of(ErrorCode.CONFLICT), message);
  }

  public Conflict(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.CONFLICT), message, cause);
  }

  /// @param diagnosis more than that it is this case
  public Conflict(Diagnosis diagnosis, String message) {
    super(diagnosis, message);
  }
}
