package dev.pictor.transfer;

/// A file or folder cannot be read, or not to its end.
public final class UnreadableFile extends Exception {

  /// @param reason a part of a sentence without the file's content
  public UnreadableFile(String reason) {
    super(reason);
  }

  public UnreadableFile(String reason, Throwable cause) {
    super(reason, cause);
  }

  /// A part of a sentence that the name of the file begins.
  public String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
