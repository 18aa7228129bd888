package dev.pictor.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "snapshots",
    header = "Keep a collection as it is now, and bring it back.",
    description = {
      "A snapshot lies in the data folder, takes hardly any space at first, and outlives its collection; with other stores it is in the cluster, or a backup of the service. A backup is a snapshot of the embedded store copied into a folder of your own.",
      ""
    },
    subcommands = {
      SnapshotsCommand.ListThem.class,
      SnapshotsCommand.Create.class,
      SnapshotsCommand.Restore.class,
      SnapshotsCommand.Backup.class,
      SnapshotsCommand.Delete.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  pictor snapshots create photos --name \"before the move\"",
      "  pictor snapshots list",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line."
    })
final class SnapshotsCommand {

  private static final String PATH = "/api/v1/snapshots";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String one(String id) {
    return PATH + "/" + ApiClient.segment(id);
  }

  private static String line(JsonNode snapshot) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %-16s %9d records  %8s  %s%s",
        snapshot.path("id").asString(""),
        snapshot.path("created").asString(""),
        snapshot.at("/source/name").asString(""),
        snapshot.path("records").asLong(0),
        Sizes.of(snapshot.path("bytes").asLong(0)),
        snapshot.path("name").asString(""),
        snapshot.path("status").asString("").equals("ready") ? "" : " DAMAGED");
  }

  @Command(
      name = "list",
      header = "All snapshots, also of collections that are gone.",
      footer = {
        "",
        "Example:",
        "  pictor snapshots list",
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
        JsonNode snapshots = answer.path("snapshots");
        if (snapshots.isEmpty()) {
          System.out.println("No snapshots yet. Make one: pictor snapshots create COLLECTION");
        }
        snapshots.forEach(each -> System.out.println(line(each)));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "create",
      header = "Keep a collection as it is now.",
      footer = {
        "",
        "Example:",
        "  pictor snapshots create photos --name \"before the move\"",
        "",
        "Exit codes: 0 made, 1 failed, 2 wrong command line."
      })
  static final class Create implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "COLLECTION", description = "What to keep.")
    String collection = "";

    @Option(names = "--name", paramLabel = "TEXT", description = "What you call it.")
    @Nullable String name;

    @Override
    public Integer call() {
      ObjectNode body = JSON.createObjectNode();
      if (name != null) {
        body.put("name", name);
      }
      try (Connection connection = Connection.open(common)) {
        JsonNode made =
            connection
                .client()
                .post("/api/v1/collections/" + ApiClient.segment(collection) + "/snapshots", body);
        System.out.println(common.json ? made.toPrettyString() : line(made));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "restore",
      header = "Make a new collection from a snapshot or a backup.",
      footer = {
        "",
        "Examples:",
        "  pictor snapshots restore 1f6c9f3e-9e7d-4b0c-8d0a-5d2a7d0f7e11 photos-again",
        "  pictor snapshots restore /media/disk/photos-backup photos-again",
        "",
        "Exit codes: 0 restored, 1 failed, 2 wrong command line."
      })
  static final class Restore implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "ID|FOLDER", description = "The snapshot, or a backup.")
    String from = "";

    @Parameters(index = "1", paramLabel = "COLLECTION", description = "The new collection.")
    String collection = "";

    @Override
    public Integer call() {
      boolean folder = from.contains("/") || from.contains("\\");
      ObjectNode body = JSON.createObjectNode().put("collection", collection);
      if (folder) {
        body.put("folder", whole(Path.of(from)));
      }
      try (Connection connection = Connection.open(common)) {
        JsonNode made =
            connection
                .client()
                .post(folder ? "/api/v1/backups/restore" : one(from) + "/restore", body);
        System.out.println(
            common.json
                ? made.toPrettyString()
                : "%s: %d records".formatted(collection, made.path("count").asLong(0)));
        return ExitCode.OK;
      }
    }
  }

  private static String whole(Path folder) {
    return folder.toAbsolutePath().normalize().toString();
  }

  @Command(
      name = "backup",
      header = "Copy a snapshot into a new folder, on another disk for example.",
      footer = {
        "",
        "Example:",
        "  pictor snapshots backup 1f6c9f3e-9e7d-4b0c-8d0a-5d2a7d0f7e11 /media/disk/photos-backup",
        "",
        "Exit codes: 0 copied, 1 failed, 2 wrong command line."
      })
  static final class Backup implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The snapshot.")
    String id = "";

    @Parameters(index = "1", paramLabel = "FOLDER", description = "A folder that is to be made.")
    Path folder = Path.of("");

    @Override
    public Integer call() {
      ObjectNode body = JSON.createObjectNode().put("folder", whole(folder));
      try (Connection connection = Connection.open(common)) {
        JsonNode saved = connection.client().post(one(id) + "/backup", body);
        System.out.println(
            common.json ? saved.toPrettyString() : saved.path("folder").asString(""));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "delete",
      header = "Delete a snapshot. Collections restored from it stay.",
      footer = {
        "",
        "Example:",
        "  pictor snapshots delete 1f6c9f3e-9e7d-4b0c-8d0a-5d2a7d0f7e11",
        "",
        "Exit codes: 0 deleted, 1 failed, 2 wrong command line."
      })
  static final class Delete implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", description = "The snapshot.")
    String id = "";

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        connection.client().delete(one(id));
        if (!common.json) {
          System.out.println(id + ": deleted");
        }
        return ExitCode.OK;
      }
    }
  }
}
