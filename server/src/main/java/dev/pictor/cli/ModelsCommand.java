package dev.pictor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "models",
    header = "See the models that turn pictures and texts into vectors.",
    subcommands = ModelsCommand.ListModels.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example:",
      "  pictor models list",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line."
    })
final class ModelsCommand {

  @Command(
      name = "list",
      header = "The installed models.",
      footer = {
        "",
        "Examples:",
        "  pictor models list",
        "  pictor models list --json",
        "",
        "Exit codes: 0 listed, 1 failed, 2 wrong command line."
      })
  static final class ListModels implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        JsonNode answer = connection.client().get("/api/v1/models");
        if (common.json) {
          System.out.println(answer.toPrettyString());
          return ExitCode.OK;
        }
        String byDefault = answer.path("default").asString("");
        for (JsonNode model : answer.path("models")) {
          List<String> languages = new ArrayList<>();
          model.path("languages").forEach(language -> languages.add(language.asString("")));
          String name = model.path("name").asString("");
          System.out.printf(
              "%-12s %4d numbers  %s%s%n",
              name,
              model.path("dimension").asInt(0),
              String.join(", ", languages),
              name.equals(byDefault) ? "  (default)" : "");
        }
        return ExitCode.OK;
      }
    }
  }
}
