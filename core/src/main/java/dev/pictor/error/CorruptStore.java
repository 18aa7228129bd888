package dev.pictor.error;

/// Stored data cannot be read; an operator must act. The message names the file.
public final class CorruptStore extends ServiceException {

  public CorruptStore(String message) {
    super(Diagnosis.of(ErrorCode.CORRUPT_STORE), message);
  }

  public CorruptStore(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.CORRUPT_STORE), message, cause);
  }
}
