package dev.pictor.error;

/// A model's files are missing, damaged or fail their self-test; an operator must act. The message
/// names the file.
public final class BrokenModel extends ServiceException {

  public BrokenModel(String message) {
    super(Diagnosis.of(ErrorCode.BROKEN_MODEL), message);
  }

  public BrokenModel(String message, Throwable cause) {
    super(Diagnosis.of(ErrorCode.BROKEN_MODEL), message, cause);
  }
}
