package dev.pictor.cli;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import dev.pictor.server.LogSetup;
import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "pictor",
    header = "Finds pictures by meaning.",
    description = "",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      ServeCommand.class,
      IndexCommand.class,
      FoldersCommand.class,
      UploadCommand.class,
      SearchCommand.class,
      FacetsCommand.class,
      RecommendCommand.class,
      MapCommand.class,
      AskCommand.class,
      TagCommand.class,
      DuplicatesCommand.class,
      CollectionsCommand.class,
      ReembedCommand.class,
      SnapshotsCommand.class,
      EvalCommand.class,
      EmbedCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      CopyCommand.class,
      BenchCommand.class,
      PlanCommand.class,
      ModelsCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  pictor serve --photos ~/Pictures     index a folder and open the page",
      "  pictor search \"a red car\"            search it from the terminal",
      "  source <(pictor completion)          completion for bash and zsh",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 nothing matches, 4 some files could not be read."
    })
public final class Main implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    LogSetup.install();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    CommandLine completion = new CommandLine(new GenerateCompletion());
    completion
        .getCommandSpec()
        .usageMessage()
        .header("Print a completion script for bash and zsh.")
        .customSynopsis("pictor completion [-hV]")
        .description("")
        .optionListHeading("")
        .footer(
            "",
            "Example:",
            "  source <(pictor completion)",
            "",
            "Exit codes: 0 printed, 2 wrong command line.");
    line.addSubcommand("completion", completion);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> explain(exception, command.getErr()));
    line.setParameterExceptionHandler(Main::explainUsage);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static int explain(Exception exception, PrintWriter err) throws Exception {
    int code =
        switch (exception) {
          case CommandFailed failed -> failed.exitCode();
          case InvalidRequest _ -> ExitCode.USAGE;
          case ServiceException _ -> ExitCode.FAILED;
          default -> throw exception;
        };
    err.println(exception.getMessage());
    return code;
  }

  private static int explainUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(exception.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
    err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "pictor " + dev.pictor.server.Version.current(), "Java " + Runtime.version()
      };
    }
  }
}
