package dev.pictor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "remove",
    header = "Delete an installed model.",
    description = {
      "Collections keep their vectors, but cannot be searched by text or picture without the model that made them; a model that a"
          + " collection needs is removed only with --force.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  pictor models remove my-clip",
      "",
      "Exit codes: 0 removed, 1 failed, 2 wrong command line."
    })
final class ModelsRemoveCommand implements Callable<Integer> {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "The model.")
  String name = "";

  @Option(names = "--force", description = "Also when collections need it.")
  boolean force;

  @Override
  public Integer call() {
    if (common.url != null) {
      throw CommandFailed.wrongCommandLine(
          "--url: models are removed on the machine that has them (expected: no --url)");
    }
    ModelsFolder models = ModelsFolder.of(common.place);
    String model = models.catalog().called(name).orElse(name);
    List<String> needing = models.catalog().names().contains(model) ? needing(model) : List.of();
    if (!needing.isEmpty() && !force) {
      throw new CommandFailed(
          "%s: made the vectors of %s, which could not be searched without it. Re-embed with another model first (pictor reembed), or remove it with --force."
              .formatted(model, String.join(", ", needing)));
    }
    models.installer().remove(model);
    System.out.printf(common.json ? "{\"removed\": \"%s\"}%n" : "%s is removed.%n", model);
    return ExitCode.OK;
  }

  private List<String> needing(String model) {
    List<String> collections = new ArrayList<>();
    try (Connection connection = Connection.open(common)) {
      for (JsonNode each : connection.client().get("/api/v1/collections").path("collections")) {
        if (each.path("model").asString("").equals(model)) {
          collections.add(each.path("name").asString(""));
        }
      }
    }
    return collections;
  }
}
