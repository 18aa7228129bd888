package dev.pictor.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "collections",
    header = "See, make, check and delete collections.",
    subcommands = {
      CollectionsCommand.ListThem.class,
      CollectionsCommand.Create.class,
      CollectionsCommand.Verify.class,
      CollectionsCommand.Delete.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  pictor collections list",
      "  pictor collections verify photos",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line."
    })
final class CollectionsCommand {

  private static final String PATH = "/api/v1/collections";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Command(
      name = "list",
      header = "All collections with their size.",
      footer = {
        "",
        "Examples:",
        "  pictor collections list",
        "  pictor collections list --json",
        "",
        "Exit codes: 0 listed, 1 failed, 2 wrong command line."
      })
  static final class ListThem implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        JsonNode answer = connection.client().get(PATH);
        if (common.json) {
          System.out.println(answer.toPrettyString());
          return ExitCode.OK;
        }
        JsonNode collections = answer.path("collections");
        JsonNode damaged = answer.path("damaged");
        if (collections.isEmpty() && damaged.isEmpty()) {
          System.out.println("No collections yet. Make one: pictor index FOLDER");
        }
        collections.forEach(each -> System.out.println(line(each)));
        damaged.forEach(each -> System.out.println(damagedLine(each)));
        return ExitCode.OK;
      }
    }

    private static String damagedLine(JsonNode collection) {
      return String.format(
          Locale.ROOT,
          "%-24s   DAMAGED          %s",
          collection.path("name").asString(""),
          collection.path("problem").asString(""));
    }

    private static String line(JsonNode collection) {
      String vectors =
          collection.has("dimension")
              ? collection.path("dimension").asInt(0) + " numbers"
              : "sparse";
      return String.format(
          Locale.ROOT,
          "%-24s %9s records  %s, %s%s%s%s",
          collection.path("name").asString(""),
          collection.has("count") ? collection.path("count").asLong(0) : "?",
          vectors,
          collection.path("similarity").asString(""),
          collection.has("model") ? ", model " + collection.at("/model/name").asString("") : "",
          collection.path("deletionProtected").asBoolean(false) ? ", protected" : "",
          collection.has("problem") ? ", " + collection.path("problem").asString("") : "");
    }
  }

  @Command(
      name = "create",
      header = "Make an empty collection.",
      description = {"For photos use `pictor index`, which makes the collection it needs.", ""},
      footer = {
        "",
        "Examples:",
        "  pictor collections create products --model pocket",
        "  pictor collections create articles --dimension 384 --similarity dotproduct",
        "  pictor collections create large --dimension 768 --precision int8 --index genre,year",
        "",
        "Exit codes: 0 made, 1 failed, 2 wrong command line."
      })
  static final class Create implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "Its name.")
    String name = "";

    @Option(names = "--model", paramLabel = "NAME", description = "Of the vectors it will hold.")
    @Nullable String model;

    @Option(
        names = "--dimension",
        paramLabel = "N",
        description = "Numbers of a vector; that of the model when one is named.")
    @Nullable Integer dimension;

    @Option(names = "--sparse", description = "Hold sparse vectors instead of dense ones.")
    boolean sparse;

    @Option(
        names = "--similarity",
        paramLabel = "NAME",
        description = "cosine (default), dotproduct or euclidean.")
    @Nullable String similarity;

    @Option(
        names = "--precision",
        paramLabel = "NAME",
        description = "float32 (default), or int8 for a quarter of the memory.")
    @Nullable String precision;

    @Option(
        names = "--index",
        split = ",",
        paramLabel = "FIELD",
        description = "The only fields that filters may use (default: all).")
    List<String> indexed = List.of();

    @Option(names = "--protect", description = "Refuse to delete it until that is taken back.")
    boolean protect;

    @Override
    public Integer call() {
      ObjectNode body = JSON.createObjectNode().put("name", name);
      put(body, "model", model);
      put(body, "similarity", similarity);
      put(body, "precision", precision);
      if (dimension != null) {
        body.put("dimension", dimension);
      }
      if (sparse) {
        body.put("vectors", "sparse");
      }
      if (!indexed.isEmpty()) {
        ArrayNode fields = body.putArray("indexed");
        indexed.forEach(fields::add);
      }
      body.put("deletionProtected", protect);
      try (Connection connection = Connection.open(common)) {
        JsonNode made = connection.client().post(PATH, body);
        System.out.println(common.json ? made.toPrettyString() : ListThem.line(made));
        return ExitCode.OK;
      }
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
      if (value != null) {
        body.put(field, value);
      }
    }
  }

  @Command(
      name = "verify",
      header = "Read every file and record of a collection and say what is damaged.",
      footer = {
        "",
        "Example:",
        "  pictor collections verify photos",
        "",
        "Exit codes: 0 sound, 1 damaged or failed, 2 wrong command line."
      })
  static final class Verify implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        JsonNode report =
            connection
                .client()
                .post(PATH + "/" + ApiClient.segment(name) + "/verify", JSON.createObjectNode());
        boolean sound = report.path("sound").asBoolean(false);
        if (common.json) {
          System.out.println(report.toPrettyString());
        } else {
          System.out.printf(
              "%s: %d records in %d files, %s: %s%n",
              name,
              report.path("records").asLong(0),
              report.path("files").asLong(0),
              Sizes.of(report.path("bytes").asLong(0)),
              sound ? "sound" : "DAMAGED");
          for (JsonNode problem : report.path("problems")) {
            System.out.printf(
                "  %s: %s%n",
                problem.path("file").asString(""), problem.path("message").asString(""));
          }
        }
        return sound ? ExitCode.OK : ExitCode.FAILED;
      }
    }
  }

  @Command(
      name = "delete",
      header = "Delete a collection with all its records. Photos themselves stay.",
      footer = {
        "",
        "Example:",
        "  pictor collections delete articles --yes",
        "",
        "Exit codes: 0 deleted, 1 failed, 2 wrong command line."
      })
  static final class Delete implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Option(names = "--yes", required = true, description = "Say that you mean it.")
    boolean yes;

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        connection.client().delete(PATH + "/" + ApiClient.segment(name));
        if (!common.json) {
          System.out.println(name + ": deleted");
        }
        return ExitCode.OK;
      }
    }
  }
}
