package dev.pictor.cli;

import dev.pictor.error.ErrorCode;

/// Ends a command with a sentence for the person at the terminal and an exit code.
final class CommandFailed extends RuntimeException {

  /// The status of a failure without an answer.
  static final int NO_ANSWER = -1;

  private static final int WRONG_REQUEST = 400;

  private final int status;
  private final String code;

  CommandFailed(String message) {
    this(message, 0);
  }

  /// @param status of the server's answer, or [#NO_ANSWER]
  CommandFailed(String message, int status) {
    this(message, status, "");
  }

  /// @param code of the server's problem document
  CommandFailed(String message, int status, String code) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /// For what the person wrote and no other try can mend.
  static CommandFailed wrongCommandLine(String message) {
    return new CommandFailed(message, WRONG_REQUEST);
  }

  /// Itself, or what to do first when the server has no such collection.
  CommandFailed orNothingIndexed(String collection) {
    return isNotFound(ErrorCode.COLLECTION_MISSING)
        ? new CommandFailed(
            "Nothing is indexed in the collection %s yet. First: pictor index FOLDER"
                .formatted(collection))
        : this;
  }

  /// Whether a value on the command line is the trouble. An address whose picture cannot be fetched
  /// now is none, nor is a file that is no picture.
  boolean isOfCommandLine() {
    return status == WRONG_REQUEST && !code.equals(ErrorCode.ADDRESS_REFUSED.wireName());
  }

  int exitCode() {
    return isOfCommandLine() ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /// Whether the server could not read the picture that was sent.
  boolean isUnreadable() {
    return status == 422;
  }

  /// Whether the server itself is the trouble, so that asking it again helps nothing: no answer, or
  /// none without another key.
  boolean isOfServer() {
    return status == NO_ANSWER || status == 401 || status == 403;
  }

  /// Whether the server says of the missing thing that it is of this kind.
  boolean isNotFound(ErrorCode kind) {
    return isNotFound() && code.equals(kind.wireName());
  }

  /// Whether the server does not have what was asked for.
  boolean isNotFound() {
    return status == 404;
  }
}
