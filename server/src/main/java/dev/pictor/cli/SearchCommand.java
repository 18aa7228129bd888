package dev.pictor.cli;

import dev.pictor.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "search",
    header = "Find pictures by what they show.",
    description = {
      "QUERY is a text, a picture file, the address of a picture, or many of them on one line: parts with + and -, weights, words and filters.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor search \"a red car\"",
      "  pictor search 火烈鸟 --limit 3",
      "  pictor search holiday.jpg + \"at night\"",
      "  pictor search '2*\"red car\" + photo.jpg - people folder:2024 after:2024-03-01'",
      "  pictor search words:invoice",
      "",
      "Fields: folder: after: before: date: camera: tag: format: name: words: id:",
      "",
      "  pictor search \"a dog\" --filter '{\"folder\": \"2024\"}' --json",
      "",
      "Exit codes: 0 found, 1 failed, 2 wrong command line, 3 nothing matches."
    })
final class SearchCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "QUERY",
      arity = "0..*",
      description = "A text, a picture file, the address of a picture, or a line of them.")
  List<String> queries = List.of();

  @Option(
      names = "--like",
      paramLabel = "ID",
      description = "An indexed picture, by its id: pictures like it.")
  List<String> ids = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many matches (default: ${DEFAULT-VALUE}).")
  int limit;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description =
          "Only pictures whose metadata match, for example '{\"width\": {\"$gte\": 1000}}'.")
  @Nullable String filter;

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      defaultValue = "photos",
      description = "The collection to search (default: ${DEFAULT-VALUE}).")
  String collection = "photos";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The namespace to search, as clients of Pinecone make them (default: none).")
  String namespace = "";

  @Option(names = "--all", description = "Keep matches that are probably wrong.")
  boolean all;

  @Option(names = "--strong", description = "Only matches that are nearly always right.")
  boolean strong;

  @Override
  public Integer call() {
    if (queries.isEmpty() && ids.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Nothing to search for. Example: pictor search \"a red car\"");
    }
    try (Connection connection = Connection.open(common)) {
      JsonNode answer = ask(connection.client());
      if (common.json) {
        System.out.println(answer.toPrettyString());
      } else {
        print(answer);
      }
      return answer.path("confidence").asString("").equals("none")
          ? ExitCode.NOTHING_MATCHES
          : ExitCode.OK;
    }
  }

  private JsonNode ask(ApiClient client) {
    try {
      return client.post(
          "/api/v1/collections/" + ApiClient.segment(collection) + "/search", request());
    } catch (CommandFailed e) {
      List<String> noFiles =
          e.isNotFound() ? SearchLine.noFiles(SearchLine.of(queries)) : List.of();
      if (!noFiles.isEmpty()) {
        throw new CommandFailed(
            "%s: no such file, and no picture of the collection %s has this id"
                .formatted(String.join(", ", noFiles), collection));
      }
      if (e.isNotFound(ErrorCode.COLLECTION_MISSING)) {
        throw new CommandFailed(
            "Nothing is indexed in the collection %s yet. First: pictor index FOLDER"
                .formatted(collection));
      }
      throw e;
    }
  }

  private ObjectNode request() {
    ObjectNode request = JSON.createObjectNode();
    if (!queries.isEmpty()) {
      String line = SearchLine.of(queries);
      request.put("line", line);
      ObjectNode pictures = SearchLine.pictures(line);
      if (!pictures.isEmpty()) {
        request.set("pictures", pictures);
      }
    }
    if (!ids.isEmpty()) {
      ArrayNode parts = request.putArray("query");
      ids.forEach(id -> parts.addObject().put("id", id));
    }
    request.put("limit", limit);
    if (!namespace.isEmpty()) {
      request.put("namespace", namespace);
    }
    if (all || strong) {
      request.put("least", all ? "none" : "strong");
    }
    if (filter != null) {
      try {
        request.set("filter", JSON.readTree(filter));
      } catch (JacksonException e) {
        throw new ParameterException(
            spec.commandLine(),
            "--filter: %s (expected: JSON, for example '{\"folder\": \"2024\"}')"
                .formatted(filter));
      }
    }
    return request;
  }

  static String base64(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandFailed("Cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private static void print(JsonNode answer) {
    JsonNode matches = answer.path("matches");
    if (answer.path("truncated").asBoolean(false)) {
      System.err.println("The text is longer than the model reads; its end does not count.");
    }
    if (answer.path("confidence").asString("").equals("none")) {
      System.out.println(
          matches.isEmpty()
              ? "Nothing matches. (--all shows the nearest pictures all the same.)"
              : "Nothing matches; the nearest pictures are:");
    }
    for (JsonNode match : matches) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "%-7s  %.3f  %s",
              match.path("confidence").asString(""),
              match.path("score").asDouble(0),
              match.path("id").asString("")));
    }
  }
}
