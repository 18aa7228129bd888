package dev.pictor.spark;

import dev.pictor.error.InvalidRequest;
import java.io.PrintWriter;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `pictor-spark`.
@Command(
    name = "pictor-spark",
    header = "Embeds many pictures with Spark, and loads the vectors into a Pictor server.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {EmbedCommand.class, LoadCommand.class},
    footer = {
      "",
      "Examples:",
      "  pictor-spark embed --input hdfs:///photos --output hdfs:///vectors",
      "  pictor-spark load --input hdfs:///vectors --url http://server:9001 --collection photos",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 4 some pictures could not be read."
    })
public final class Main implements Runnable {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int SOME_FAILED = 4;
  private static final int USAGE = 2;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> explain(exception, command.getErr()));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /// Failures of one's own in a sentence, those of Spark with their trace.
  private static int explain(Exception exception, PrintWriter err) throws Exception {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRequest wrong) {
        err.println(wrong.reason());
        return USAGE;
      }
      if (cause instanceof JobFailed failed) {
        err.println(failed.getMessage());
        return FAILED;
      }
    }
    if (exception instanceof SparkException) {
      exception.printStackTrace(err);
      return FAILED;
    }
    throw exception;
  }
}
