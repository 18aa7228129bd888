package dev.pictor.error;

/// The service is starting or closing; the same request may succeed later.
public final class Unavailable extends ServiceException {

  public Unavailable(String message) {
    super(message);
  }

  public Unavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
