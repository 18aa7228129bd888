package dev.pictor.cli;

import dev.pictor.server.ServerConfig;
import java.util.List;
import java.util.Set;
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
          + " collection, one of its generations or the settings need is removed only with --force. A server that has it loaded goes on with it until it stops.",
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

  @Option(names = "--force", description = "Also when collections or the settings need it.")
  boolean force;

  @Override
  public Integer call() {
    if (common.url != null) {
      throw CommandFailed.wrongCommandLine(
          "--url: models are removed on the machine that has them (expected: no --url)");
    }
    ModelsFolder models = ModelsFolder.of(common.place);
    String model = models.resolve(name);
    if (models.isInstalled(model) && !force) {
      requireUnused(model, models.config());
    }
    models.installer().remove(model);
    System.out.printf(common.json ? "{\"removed\": \"%s\"}%n" : "%s is removed.%n", model);
    return ExitCode.OK;
  }

  private void requireUnused(String model, ServerConfig config) {
    String byDefault = config.modelAliases().getOrDefault(config.model(), config.model());
    if (model.equals(ModelsFolder.of(common.place).resolve(byDefault))) {
      throw new CommandFailed(
          "%s: is the model of the settings, without which no server starts. Name another one first (model, PICTOR_MODEL), or remove it with --force."
              .formatted(model));
    }
    try (Connection connection = Connection.here(common)) {
      ApiClient client = connection.client();
      if (client.get("/api/v1/models").path("default").asString("").equals(model)) {
        throw new CommandFailed(
            "%s: is the default model of the running server. Stop the server or start it with another one first, or remove it with --force."
                .formatted(model));
      }
      requireUnused(model, client.get("/api/v1/collections").path("collections"));
    }
  }

  private static void requireUnused(String model, JsonNode collections) {
    List<String> serving =
        collections
            .valueStream()
            .filter(each -> isOf(model, each))
            .map(each -> name(each))
            .toList();
    if (!serving.isEmpty()) {
      throw new CommandFailed(
          "%s: made the vectors of %s, which could not be searched without it. Re-embed with another model first (pictor reembed), or remove it with --force."
              .formatted(model, String.join(", ", serving)));
    }
    for (JsonNode each : collections) {
      requireUnused(model, name(each), each.path("reembedding"));
    }
  }

  /// @param beside the generation of a collection that does not serve, if it has one
  private static void requireUnused(String model, String collection, JsonNode beside) {
    if (isOf(model, beside)) {
      boolean previous =
          Set.of("switched", "rolling-back").contains(beside.path("state").asString(""));
      throw new CommandFailed(
          previous
              ? "%s: made the previous generation of %s, which could not be gone back to without it. Discard that first (pictor reembed %s --discard), or remove the model with --force."
                  .formatted(model, collection, collection)
              : "%s: makes the next generation of %s, which could not be finished without it. Discard that first (pictor reembed %s --discard), or remove the model with --force."
                  .formatted(model, collection, collection));
    }
  }

  private static String name(JsonNode collection) {
    return collection.path("name").asString("");
  }

  /// @param generation or a collection, as the API shows it
  private static boolean isOf(String model, JsonNode generation) {
    return generation.path("model").path("name").asString("").equals(model);
  }
}
