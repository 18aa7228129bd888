package dev.pictor.cli;

/// Ends a command with a sentence for the person at the terminal and exit code [ExitCode#FAILED].
final class CommandFailed extends RuntimeException {

  CommandFailed(String message) {
    super(message);
  }
}
