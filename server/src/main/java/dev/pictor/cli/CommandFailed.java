package dev.pictor.cli;

/// Ends a command with a sentence for the person at the terminal and exit code [ExitCode#FAILED].
final class CommandFailed extends RuntimeException {

  /// The status of a failure without an answer.
  static final int NO_ANSWER = -1;

  private final int status;

  CommandFailed(String message) {
    this(message, 0);
  }

  /// @param status of the server's answer, or [#NO_ANSWER]
  CommandFailed(String message, int status) {
    super(message);
    this.status = status;
  }

  /// Whether the server could not read the picture that was sent.
  boolean isUnreadable() {
    return status == 422;
  }

  /// Whether the server itself is the trouble, so that asking it again helps nothing: no answer, or
  /// none without another key.
  boolean isOfServer() {
    return status == NO_ANSWER || status == 401;
  }

  /// Whether the server does not have what was asked for.
  boolean isNotFound() {
    return status == 404;
  }
}
