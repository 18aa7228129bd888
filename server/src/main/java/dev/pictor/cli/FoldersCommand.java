package dev.pictor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "folders",
    header = "The folders that collections are kept in step with.",
    description = {
      "A running server follows its folders: what is new, changed, moved or gone there is so in the collection seconds later.",
      ""
    },
    subcommands = {
      FoldersCommand.ListThem.class,
      FoldersCommand.Add.class,
      FoldersCommand.Remove.class,
      FoldersCommand.Exclude.class,
      FoldersCommand.Pause.class,
      FoldersCommand.Resume.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  pictor folders list",
      "  pictor folders add ~/Work --collection work",
      "  pictor folders pause",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line."
    })
final class FoldersCommand {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Which collection.
  static final class Target {
    @Option(
        names = "--collection",
        paramLabel = "NAME",
        defaultValue = "photos",
        description = "The collection (default: ${DEFAULT-VALUE}).")
    String collection = "photos";

    String path() {
      return FoldersCommand.path(collection);
    }
  }

  private static String path(String collection) {
    return "/api/v1/collections/" + ApiClient.segment(collection) + "/library";
  }

  private static int change(CommonOptions common, Target target, ObjectNode change) {
    try (Connection connection = Connection.open(common)) {
      JsonNode library = connection.client().patch(target.path(), change);
      System.out.print(common.json ? library.toPrettyString() : text(target.collection, library));
      return ExitCode.OK;
    }
  }

  private static String text(String collection, JsonNode library) {
    StringBuilder text = new StringBuilder(collection).append(": ");
    text.append(
        switch (library.at("/sync/state").asString("")) {
          case "watching" -> "changes are followed";
          case "scheduled" -> "looked at from time to time";
          case "paused" -> "paused, go on with: pictor folders resume --collection " + collection;
          case "quiet" -> "quiet hours, nothing is indexed now";
          default -> "looked at when asked";
        });
    text.append(System.lineSeparator());
    for (JsonNode folder : library.path("folders")) {
      String there =
          folder.path("there").asBoolean(true) ? "" : "  NOT THERE, its pictures are kept";
      text.append("  ").append(folder.path("path").asString("")).append(there);
      text.append(System.lineSeparator());
    }
    for (JsonNode pattern : library.path("exclude")) {
      text.append("  without ").append(pattern.asString("")).append(System.lineSeparator());
    }
    return text.toString();
  }

  @Command(
      name = "list",
      header = "The folders of each collection, and whether they are followed.",
      footer = {
        "",
        "Example:",
        "  pictor folders list",
        "",
        "Exit codes: 0 listed, 1 failed, 2 wrong command line."
      })
  static final class ListThem implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        ApiClient client = connection.client();
        ObjectNode all = JSON.createObjectNode();
        for (JsonNode each : client.get("/api/v1/collections").path("collections")) {
          if (each.has("library")) {
            String name = each.path("name").asString("");
            all.set(name, client.get(path(name)));
          }
        }
        if (common.json) {
          System.out.println(all.toPrettyString());
        } else if (all.isEmpty()) {
          System.out.println("No folders yet. Add one: pictor folders add FOLDER");
        } else {
          all.properties().forEach(each -> System.out.print(text(each.getKey(), each.getValue())));
        }
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "add",
      header = "Keep a collection in step with one more folder.",
      description = {
        "The collection is made when it is missing. With a second folder, ids begin with the folders' names.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  pictor folders add ~/Work --collection work",
        "",
        "Exit codes: 0 all indexed, 1 failed, 2 wrong command line."
      })
  static final class Add implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();
    @Mixin Target target = new Target();

    @Parameters(paramLabel = "FOLDER", description = "A folder of photos.")
    Path folder = Path.of("");

    @Override
    public Integer call() {
      if (!Files.isDirectory(folder)) {
        throw CommandFailed.wrongCommandLine("%s: no such folder".formatted(folder));
      }
      ObjectNode body =
          JSON.createObjectNode().put("path", folder.toAbsolutePath().normalize().toString());
      try (Connection connection = Connection.open(common)) {
        ApiClient client = connection.client();
        JsonNode job = client.post(target.path() + "/folders", body);
        return IndexCommand.report(client, target.collection, job, common.json);
      }
    }
  }

  /// What becomes of the records: to be said.
  static final class Records {
    @Option(
        names = "--keep-records",
        description = "Its records stay and can be found; their pictures cannot be shown any more.")
    boolean keep;

    @Option(names = "--remove-records", description = "Its records go too.")
    boolean remove;
  }

  @Command(
      name = "remove",
      header = "Take a folder out of a collection. Its files stay.",
      footer = {
        "",
        "Example:",
        "  pictor folders remove ~/Work --collection work --remove-records",
        "",
        "Exit codes: 0 done, 1 failed, 2 wrong command line."
      })
  static final class Remove implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();
    @Mixin Target target = new Target();

    @ArgGroup(multiplicity = "1")
    Records records = new Records();

    @Parameters(paramLabel = "FOLDER", description = "A folder of the collection.")
    Path folder = Path.of("");

    @Override
    public Integer call() {
      String query =
          "?path=%s&records=%s"
              .formatted(
                  ApiClient.segment(folder.toAbsolutePath().normalize().toString()),
                  records.keep ? "keep" : "remove");
      try (Connection connection = Connection.open(common)) {
        ApiClient client = connection.client();
        JsonNode job = client.delete(target.path() + "/folders" + query);
        return IndexCommand.report(client, target.collection, job, common.json);
      }
    }
  }

  @Command(
      name = "exclude",
      header = "Pass over files and folders; without a pattern, pass over none.",
      description = {
        "A pattern without / is compared with names, one with / with paths below the folder: * stands for any characters of a name, ? for one, ** for any names. The patterns take the place of the former ones.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  pictor folders exclude \"*.tmp\" drafts \"2019/**/raw\"",
        "",
        "Exit codes: 0 done, 1 failed, 2 wrong command line."
      })
  static final class Exclude implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();
    @Mixin Target target = new Target();

    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "What to pass over.")
    List<String> patterns = List.of();

    @Override
    public Integer call() {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode list = body.putArray("exclude");
      patterns.forEach(list::add);
      return change(common, target, body);
    }
  }

  @Command(
      name = "pause",
      header = "Index nothing by itself until it is resumed, also after a restart.",
      footer = {
        "",
        "Example:",
        "  pictor folders pause",
        "",
        "Exit codes: 0 paused, 1 failed, 2 wrong command line."
      })
  static final class Pause implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();
    @Mixin Target target = new Target();

    @Override
    public Integer call() {
      return change(common, target, JSON.createObjectNode().put("paused", true));
    }
  }

  @Command(
      name = "resume",
      header = "Follow the folders again.",
      footer = {
        "",
        "Example:",
        "  pictor folders resume",
        "",
        "Exit codes: 0 resumed, 1 failed, 2 wrong command line."
      })
  static final class Resume implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();
    @Mixin Target target = new Target();

    @Override
    public Integer call() {
      return change(common, target, JSON.createObjectNode().put("paused", false));
    }
  }
}
