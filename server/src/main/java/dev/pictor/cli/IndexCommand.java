package dev.pictor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    name = "index",
    header = "Make folders of photos searchable, or bring them up to date.",
    description = {
      "Unchanged files are skipped, moved ones keep their vector, those that are gone are removed. Stop it at any moment (Ctrl-C); the"
          + " next run goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor index ~/Pictures",
      "  pictor index ~/Pictures --metadata captions.csv",
      "  pictor index                 (the folders of the last time again)",
      "",
      "Exit codes: 0 all indexed, 1 failed, 2 wrong command line, 4 some files could not be read (they are listed)."
    })
final class IndexCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "Folders of photos.")
  List<Path> folders = List.of();

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      defaultValue = "photos",
      description = "The collection to fill (default: ${DEFAULT-VALUE}).")
  String collection = "photos";

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description =
          "CSV or JSON Lines with more columns by file name; kept until another one, or \"\", takes its place.")
  @Nullable Path metadata;

  @Override
  public Integer call() {
    try (Connection connection = Connection.open(common)) {
      ApiClient client = connection.client();
      JsonNode job = follow(client, begin(client));
      if (job.path("state").asString("").equals("failed")) {
        throw new CommandFailed(job.path("error").asString("the job failed"));
      }
      JsonNode failures = failures(client, collection);
      if (common.json) {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("job", job);
        answer.set("failures", failures);
        System.out.println(answer.toPrettyString());
      } else {
        print(client, collection, job);
      }
      if (!job.path("state").asString("").equals("finished")) {
        return ExitCode.FAILED;
      }
      return failures.isEmpty() ? ExitCode.OK : ExitCode.SOME_FILES_FAILED;
    }
  }

  private String begin(ApiClient client) {
    try {
      return client.post("/api/v1/jobs", request()).path("id").asString("");
    } catch (CommandFailed e) {
      if (e.isNotFound() && folders.isEmpty()) {
        throw new CommandFailed(
            "The collection %s has no folders yet. First: pictor index FOLDER"
                .formatted(collection));
      }
      throw e;
    }
  }

  /// Shows the progress of a job until it ends, and returns it as it ended.
  static JsonNode follow(ApiClient client, String id) {
    String path = "/api/v1/jobs/" + ApiClient.segment(id);
    ProgressLine line = ProgressLine.onStandardError();
    client.events(path + "/events", event -> line.show(event.path("progress")));
    line.end();
    return client.get(path);
  }

  /// Follows a job that a command began, and prints what came out of it.
  static int report(ApiClient client, String collection, JsonNode begun, boolean json) {
    JsonNode job = follow(client, begun.path("id").asString(""));
    if (job.path("state").asString("").equals("failed")) {
      throw new CommandFailed(job.path("error").asString("the job failed"));
    }
    if (json) {
      System.out.println(job.toPrettyString());
    } else {
      print(client, collection, job);
    }
    return job.path("state").asString("").equals("finished") ? ExitCode.OK : ExitCode.FAILED;
  }

  /// Prints what came out of a job, and each file that could not be read.
  static void print(ApiClient client, String collection, JsonNode job) {
    JsonNode progress = job.path("progress");
    JsonNode failures = failures(client, collection);
    System.out.printf(
        "%d pictures: %d indexed, %d unchanged, %d moved, %d removed, %d unreadable (%s)%n",
        progress.path("found").asLong(0),
        progress.path("indexed").asLong(0),
        progress.path("unchanged").asLong(0),
        progress.path("moved").asLong(0),
        progress.path("removed").asLong(0),
        failures.size(),
        ProgressLine.duration(progress.path("elapsed").asDouble(0)));
    for (JsonNode failure : failures) {
      System.out.printf(
          "  %s: %s%n", failure.path("id").asString(""), failure.path("reason").asString(""));
    }
    if (job.has("error")) {
      System.out.println(job.path("error").asString(""));
    }
  }

  private static JsonNode failures(ApiClient client, String collection) {
    return client
        .get("/api/v1/collections/" + ApiClient.segment(collection) + "/failures")
        .path("failures");
  }

  private ObjectNode request() {
    ObjectNode request = JSON.createObjectNode();
    request.put("type", "index").put("collection", collection);
    if (!folders.isEmpty()) {
      ArrayNode paths = request.putArray("folders");
      for (Path folder : folders) {
        if (!Files.isDirectory(folder)) {
          throw new CommandFailed("%s: no such folder".formatted(folder));
        }
        paths.add(folder.toAbsolutePath().normalize().toString());
      }
    }
    if (metadata != null) {
      request.put(
          "metadata",
          metadata.toString().isEmpty() ? "" : metadata.toAbsolutePath().normalize().toString());
    }
    return request;
  }
}
