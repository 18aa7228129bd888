package dev.pictor.cli;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    name = "reembed",
    header = "Move a collection to another model while it stays in use.",
    description = {
      "A new generation is built beside the old one, which keeps serving. Compare both, then switch; the old one is kept until it is discarded, so that you can go back.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor reembed photos --model NAME               build the new generation",
      "  pictor reembed photos --compare --queries my.txt  what each of them finds",
      "  pictor reembed photos --switch                   the new one serves",
      "  pictor reembed photos --rollback                 the old one serves again",
      "",
      "In the file of queries each line is a text, or id:ID for the picture of a record.",
      "Exit codes: 0 done, 1 failed or stopped, 2 wrong command line."
    })
final class ReembedCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "id:";

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "COLLECTION", description = "What to move.")
  String collection = "";

  @ArgGroup(exclusive = true)
  Action action = new Action();

  @Option(names = "--auto-switch", description = "With --model: switch as soon as it is complete.")
  boolean autoSwitch;

  @Option(
      names = "--allow-missing",
      description =
          "Leave out records whose picture or text is gone; they stay in the old generation.")
  boolean allowMissing;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "With --compare: ask these, and save them for the next time.")
  @Nullable Path queries;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "With --compare: matches of each, 1 to 100 (default: ${DEFAULT-VALUE}).")
  int limit = 10;

  static final class Action {
    @Option(names = "--model", paramLabel = "NAME", description = "Build for this model.")
    @Nullable String model;

    @Option(names = "--status", description = "How it stands (what happens without any of these).")
    boolean status;

    @Option(names = "--pause", description = "Stop building; what is done stays.")
    boolean pause;

    @Option(names = "--resume", description = "Go on building.")
    boolean resume;

    @Option(names = "--compare", description = "Ask both generations the same.")
    boolean compare;

    @Option(names = "--switch", description = "Have the new generation serve.")
    boolean switchOver;

    @Option(names = "--rollback", description = "Have the old generation serve again.")
    boolean rollback;

    @Option(names = "--discard", description = "Delete the generation that does not serve.")
    boolean discard;
  }

  @Override
  public Integer call() {
    if (queries != null && !action.compare) {
      throw new InvalidRequest("--queries: %s (expected: beside --compare)".formatted(queries));
    }
    if (autoSwitch && action.model == null) {
      throw new InvalidRequest("--auto-switch (expected: beside --model NAME)");
    }
    try (Connection connection = Connection.open(common)) {
      return run(connection.client());
    }
  }

  private int run(ApiClient client) {
    String path = "/api/v1/collections/" + ApiClient.segment(collection) + "/reembed";
    if (action.model != null) {
      ObjectNode body = JSON.createObjectNode().put("model", action.model);
      body.put("autoSwitch", autoSwitch).put("allowMissing", allowMissing);
      return follow(client, path, client.post(path, body));
    }
    if (action.resume || action.switchOver || action.rollback) {
      return follow(client, path, client.patch(path, change()));
    }
    if (action.compare) {
      return compare(client, path);
    }
    if (action.discard) {
      client.delete(path);
      if (!common.json) {
        System.out.println(collection + ": the generation that does not serve is deleted");
      }
      return ExitCode.OK;
    }
    JsonNode standing = action.pause ? client.patch(path, change()) : client.get(path);
    print(standing);
    return ExitCode.OK;
  }

  private ObjectNode change() {
    ObjectNode body = JSON.createObjectNode();
    if (action.pause || action.resume) {
      return body.put("action", action.pause ? "pause" : "resume");
    }
    return body.put("action", action.switchOver ? "switch" : "rollback")
        .put("allowMissing", allowMissing);
  }

  /// Shows the progress of a job until it ends, then how it stands.
  private int follow(ApiClient client, String path, JsonNode begun) {
    String job = "/api/v1/jobs/" + ApiClient.segment(begun.path("id").asString(""));
    ProgressLine line = ProgressLine.onStandardError();
    client.events(job + "/events", event -> line.showRecords(event.path("progress")));
    line.end();
    JsonNode ended = client.get(job);
    print(client.get(path));
    if (ended.path("state").asString("").equals("failed")) {
      throw new CommandFailed(ended.path("error").asString("the job failed"));
    }
    return ended.path("state").asString("").equals("finished") ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(JsonNode standing) {
    if (common.json) {
      System.out.println(standing.toPrettyString());
    } else {
      ReembedText.standing(collection, standing).forEach(System.out::println);
    }
  }

  private int compare(ApiClient client, String path) {
    ObjectNode body = JSON.createObjectNode().put("limit", limit);
    if (queries != null) {
      ArrayNode list = body.putArray("queries");
      read(queries).forEach(list::add);
      ObjectNode saved = JSON.createObjectNode();
      saved.set("queries", list);
      JsonNode _ = client.put(path + "/queries", saved);
    }
    JsonNode comparison = client.post(path + "/compare", body);
    if (common.json) {
      System.out.println(comparison.toPrettyString());
    } else {
      ReembedText.comparison(comparison).forEach(System.out::println);
    }
    return ExitCode.OK;
  }

  private static ArrayNode read(Path file) {
    ArrayNode list = JSON.createArrayNode();
    try {
      for (String line : Files.readAllLines(file)) {
        String query = line.strip();
        if (query.startsWith(ID)) {
          list.addObject().put("id", query.substring(ID.length()).strip());
        } else if (!query.isEmpty()) {
          list.addObject().put("text", query);
        }
      }
    } catch (IOException e) {
      throw new CommandFailed("%s: cannot be read: %s".formatted(file, e));
    }
    return list;
  }
}
