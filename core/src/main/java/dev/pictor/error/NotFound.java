package dev.pictor.error;

/// The named thing does not exist.
public final class NotFound extends ServiceException {

  public NotFound(String message) {
    super(message);
  }

  public NotFound(String message, Throwable cause) {
    super(message, cause);
  }
}
