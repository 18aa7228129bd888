package dev.pictor.error;

/// The request contradicts the present state, for example a name that is taken or a model that does
/// not fit.
public final class Conflict extends ServiceException {

  public Conflict(String message) {
    super(message);
  }

  public Conflict(String message, Throwable cause) {
    super(message, cause);
  }
}
