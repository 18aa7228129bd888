package dev.pictor.cli;

/// What a script can rely on; also in the help of every command.
final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;

  /// A value of the command line or of the settings is wrong, whoever found it: the command or the
  /// server.
  static final int USAGE = 2;

  static final int NOTHING_MATCHES = 3;
  static final int SOME_FILES_FAILED = 4;

  private ExitCode() {}
}
