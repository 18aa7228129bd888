package dev.pictor.error;

/// What was asked or sent is wrong; asking again unchanged fails again.
public final class InvalidRequest extends ServiceException {

  public InvalidRequest(String message) {
    super(message);
  }

  public InvalidRequest(String message, Throwable cause) {
    super(message, cause);
  }
}
