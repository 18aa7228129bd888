package dev.pictor.server;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// What the process logs, where to and in which shape. For programs: a server inside another
/// program leaves logging to that one.
public final class LogSetup {

  static {
    // Before the first logger, which would bring up the manager of the JDK.
    System.setProperty("java.util.logging.manager", Manager.class.getName());
  }

  // The log manager forgets loggers that nobody holds, and their levels with them.
  private static final Logger OWN = Logger.getLogger("dev.pictor");
  private static final Logger ROOT = Logger.getLogger("");

  // Answers every garbage that somebody sends to a port with a stack trace at WARNING.
  private static final Logger CONNECTIONS =
      Logger.getLogger("io.helidon.webserver.http1.Http1Connection");

  private LogSetup() {}

  /// Keeps the handlers when the JVM ends, so that the lines of a graceful stop are not lost.
  public static final class Manager extends LogManager {
    @Override
    public void reset() {}
  }

  /// To be called before anything is logged.
  public static void install() {
    use(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.WARNING);
  }

  /// Sends the lines of this program from `level` on to standard error, those of libraries from
  /// WARNING on.
  public static void use(ServerConfig.LogFormat format, ServerConfig.LogLevel level) {
    Handler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    handler.setFormatter(
        switch (format) {
          case TEXT -> new LogLines.Text();
          case JSON -> new LogLines.Json();
        });
    for (Handler old : ROOT.getHandlers()) {
      ROOT.removeHandler(old);
    }
    ROOT.addHandler(handler);
    Level own =
        switch (level) {
          case ERROR -> Level.SEVERE;
          case WARNING -> Level.WARNING;
          case INFO -> Level.INFO;
          case DEBUG -> Level.FINE;
        };
    OWN.setLevel(own);
    CONNECTIONS.setLevel(Level.SEVERE);
    ROOT.setLevel(own.intValue() > Level.WARNING.intValue() ? own : Level.WARNING);
  }
}
