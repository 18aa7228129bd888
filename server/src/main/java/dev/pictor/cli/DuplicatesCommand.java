package dev.pictor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
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
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "duplicates",
    header = "Find pictures that are there more than once, and remove copies.",
    description = {
      "Looks for duplicates, lists them, and says which files would be removed; nothing is. With --delete they are moved into the trash of the data folder, which gives them back.",
      ""
    },
    subcommands = {DuplicatesCommand.Restore.class, DuplicatesCommand.ShowTrash.class},
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "Examples:",
      "  pictor duplicates photos                          what there is, and what would be removed",
      "  pictor duplicates photos --stage bytes --delete   remove files of the same bytes",
      "  pictor duplicates restore photos                  take all of that back",
      "",
      "Exit codes: 0 done, 1 failed or not everything done, 2 wrong command line."
    })
final class DuplicatesCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> STAGES = List.of("bytes", "hash", "embedding");
  private static final List<String> SURE = List.of("certain", "likely", "possible");

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(arity = "0..1", paramLabel = "COLLECTION", description = "Where to look.")
  String collection = "";

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only what this told: bytes, hash or embedding.")
  @Nullable String stage;

  @Option(
      names = "--sure",
      paramLabel = "LEVEL",
      description = "At least so sure: certain, likely or possible (default: ${DEFAULT-VALUE}).")
  String sure = "likely";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List so many groups, 1 to 200 (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  @Option(names = "--no-search", description = "Take what was found last.")
  boolean noSearch;

  @Option(
      names = "--dismiss",
      paramLabel = "GROUP",
      description = "Say that this group is none; it is not shown again.")
  @Nullable String dismiss;

  @Option(names = "--delete", description = "Move all listed copies but the best into the trash.")
  boolean delete;

  @Option(names = "--yes", description = "With --delete: do not ask.")
  boolean yes;

  private static String path(String collection) {
    return "/api/v1/collections/" + ApiClient.segment(collection) + "/duplicates";
  }

  @Override
  public Integer call() {
    if (collection.isEmpty()) {
      throw CommandFailed.wrongCommandLine(
          "COLLECTION: missing (expected: a name, for example photos)");
    }
    require("--stage", stage == null ? "bytes" : stage, STAGES);
    require("--sure", sure, SURE);
    if (yes && !delete) {
      throw CommandFailed.wrongCommandLine("--yes (expected: beside --delete)");
    }
    if (delete && !yes && !Boolean.getBoolean("pictor.terminal")) {
      throw CommandFailed.wrongCommandLine(
          "--delete: nobody can be asked here (expected: --yes beside it)");
    }
    try (Connection connection = Connection.open(common)) {
      return run(connection.client(), path(collection));
    }
  }

  private static void require(String option, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw CommandFailed.wrongCommandLine(
          "%s: %s (expected: %s)".formatted(option, value, String.join(", ", allowed)));
    }
  }

  private int run(ApiClient client, String path) {
    if (dismiss != null) {
      JsonNode _ = client.post(path + "/dismissals", JSON.createObjectNode().put("group", dismiss));
      say("%s: dismissed".formatted(dismiss));
      return ExitCode.OK;
    }
    if (!noSearch && !search(client, path)) {
      return ExitCode.FAILED;
    }
    String filter = "?sure=" + sure + (stage == null ? "" : "&stage=" + stage);
    JsonNode found = client.get(path + filter + "&limit=" + limit);
    ObjectNode all = JSON.createObjectNode().put("sure", sure);
    if (stage != null) {
      all.put("stage", stage);
    }
    ObjectNode body = JSON.createObjectNode();
    body.set("all", all);
    JsonNode plan = client.post(path + "/dry-run", body);
    ObjectNode answer = JSON.createObjectNode();
    answer.set("found", found);
    answer.set("dryRun", plan);
    print(found, plan);
    int code = delete ? remove(client, path, plan, answer) : ExitCode.OK;
    if (common.json) {
      System.out.println(answer.toPrettyString());
    }
    return code;
  }

  private void say(String line) {
    if (!common.json) {
      System.out.println(line);
    }
  }

  /// @return whether it came to its end
  private boolean search(ApiClient client, String path) {
    String id = client.post(path, JSON.createObjectNode()).path("id").asString("");
    String job = "/api/v1/jobs/" + ApiClient.segment(id);
    ProgressLine line = ProgressLine.onStandardError();
    client.events(job + "/events", event -> line.showDuplicates(event.path("progress")));
    line.end();
    JsonNode ended = client.get(job);
    String state = ended.path("state").asString("");
    if (state.equals("failed")) {
      throw new CommandFailed(ended.path("error").asString("the job failed"));
    }
    if (!state.equals("finished")) {
      System.err.println("Stopped; the next search goes on from here.");
    }
    return state.equals("finished");
  }

  private void print(JsonNode found, JsonNode plan) {
    if (common.json) {
      return;
    }
    found.path("groups").forEach(group -> DuplicateText.group(group).forEach(System.out::println));
    if (found.has("next")) {
      System.out.println("… (more with --limit)");
    }
    System.out.printf(
        Locale.ROOT,
        "%d groups of copies, %d bursts%n",
        found.path("copies").asLong(0),
        found.path("bursts").asLong(0));
    DuplicateText.plan(plan).forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "Dry run: %d files would go to the trash, %s.%s%n",
        plan.path("files").asLong(0),
        Sizes.of(plan.path("bytes").asLong(0)),
        delete || plan.path("files").asLong(0) == 0
            ? ""
            : " To do it: pictor duplicates %s --delete%s"
                .formatted(collection, stage == null ? "" : " --stage " + stage));
  }

  private int remove(ApiClient client, String path, JsonNode plan, ObjectNode answer) {
    if (plan.path("files").asLong(0) == 0) {
      return ExitCode.OK;
    }
    if (!yes && !confirmed(plan)) {
      System.err.println("Nothing was done.");
      return ExitCode.FAILED;
    }
    JsonNode result =
        client.post(
            path + "/apply", JSON.createObjectNode().put("dryRun", plan.path("id").asString("")));
    answer.set("result", result);
    DuplicateText.left(result.path("left")).forEach(this::say);
    say(
        "%d files are in the trash, %s. To take it back: pictor duplicates restore %s"
            .formatted(
                result.path("removed").size(),
                Sizes.of(result.path("bytes").asLong(0)),
                collection));
    return result.path("left").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean confirmed(JsonNode plan) {
    System.err.printf("Move %d files into the trash? [y/N] ", plan.path("files").asLong(0));
    System.err.flush();
    try {
      // Not closed: it belongs to the process.
      String line =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return line != null && List.of("y", "yes").contains(line.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Command(
      name = "restore",
      header = "Move removed pictures back to where they were.",
      footer = {
        "",
        "Examples:",
        "  pictor duplicates restore photos",
        "  pictor duplicates restore photos 20260131T120000Z-0f3c9a1e",
        "",
        "Exit codes: 0 restored, 1 failed or not all restored, 2 wrong command line."
      })
  static final class Restore implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Whose trash.")
    String collection = "";

    @Parameters(
        index = "1..*",
        paramLabel = "ENTRY",
        description = "Entries of the trash; all without any.")
    List<String> entries = List.of();

    @Override
    public Integer call() {
      ObjectNode body = JSON.createObjectNode();
      entries.forEach(body.putArray("ids")::add);
      try (Connection connection = Connection.open(common)) {
        JsonNode result = connection.client().post(path(collection) + "/trash/restore", body);
        if (common.json) {
          System.out.println(result.toPrettyString());
        } else {
          result
              .path("left")
              .forEach(
                  each ->
                      System.out.printf(
                          "  %s stays in the trash: %s%n",
                          each.path("picture").asString(""), each.path("reason").asString("")));
          System.out.printf("%d files restored%n", result.path("restored").size());
        }
        return result.path("left").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
      }
    }
  }

  @Command(
      name = "trash",
      header = "What was removed, and emptying it for good.",
      footer = {
        "",
        "Examples:",
        "  pictor duplicates trash photos",
        "  pictor duplicates trash photos --empty",
        "",
        "Exit codes: 0 done, 1 failed, 2 wrong command line."
      })
  static final class ShowTrash implements Callable<Integer> {

    private static final int MOST = 200;

    @Mixin CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "COLLECTION", description = "Whose trash.")
    String collection = "";

    @Option(names = "--empty", description = "Delete all of it for good.")
    boolean empty;

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        String path = path(collection) + "/trash";
        JsonNode answer =
            empty
                ? connection.client().delete(path)
                : connection.client().get(path + "?limit=" + MOST);
        if (common.json) {
          System.out.println(answer.toPrettyString());
        } else if (empty) {
          System.out.printf(
              "%d files deleted, %s freed%n",
              answer.path("deleted").asLong(0), Sizes.of(answer.path("bytes").asLong(0)));
        } else {
          list(answer);
        }
        return ExitCode.OK;
      }
    }

    private static void list(JsonNode trash) {
      for (JsonNode each : trash.path("entries")) {
        System.out.printf(
            "%s  %8s  %s%n",
            each.path("id").asString(""),
            Sizes.of(each.path("bytes").asLong(0)),
            each.path("path").asString(""));
      }
      System.out.printf(
          "%d files in the trash, %s%n",
          trash.path("total").asLong(0), Sizes.of(trash.path("bytes").asLong(0)));
    }
  }
}
