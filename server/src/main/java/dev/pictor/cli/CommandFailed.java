package dev.pictor.cli;

/// Ends a command with a sentence for the person at the terminal and exit code [ExitCode#FAILED].
final class CommandFailed extends RuntimeException {

  private final int status;

  CommandFailed(String message) {
    this(message, 0);
  }

  /// @param status of the server's answer
  CommandFailed(String message, int status) {
    super(message);
    this.status = status;
  }

  /// Whether the server could not read the picture that was sent.
  boolean isUnreadable() {
    return status == 422;
  }

  /// Whether the server does not have what was asked for.
  boolean isNotFound() {
    return status == 404;
  }
}
