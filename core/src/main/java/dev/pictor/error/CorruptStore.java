package dev.pictor.error;

/// Stored data cannot be read; an operator must act. The message names the file.
public final class CorruptStore extends ServiceException {

  public CorruptStore(String message) {
    super(message);
  }

  public CorruptStore(String message, Throwable cause) {
    super(message, cause);
  }
}
