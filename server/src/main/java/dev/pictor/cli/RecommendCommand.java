package dev.pictor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "recommend",
    header = "Find more pictures like those that are liked, or a surprise.",
    description = {
      "Liked and disliked pictures are named by their ids, as `pictor search` prints them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor recommend photos --like animals/zebra.jpg --like animals/giraffe.jpg",
      "  pictor recommend photos --like beach.jpg --dislike crowd.jpg --limit 20",
      "  pictor recommend photos --like cake.jpg --like train.jpg --strategy best-score",
      "  pictor recommend photos --surprise --seed 7",
      "",
      "Exit codes: 0 found, 1 failed, 2 wrong command line, 3 no other picture is there."
    })
final class RecommendCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "COLLECTION",
      arity = "0..1",
      defaultValue = "photos",
      description = "The collection (default: ${DEFAULT-VALUE}).")
  String collection = "photos";

  @Option(names = "--like", paramLabel = "ID", description = "More like this picture.")
  List<String> liked = List.of();

  @Option(names = "--dislike", paramLabel = "ID", description = "Less like this picture.")
  List<String> disliked = List.of();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "average: what the liked pictures have in common (default); best-score: near to any one"
              + " of them.")
  @Nullable String strategy;

  @Option(
      names = "--surprise",
      description = "Pictures that differ from each other and from those that are named.")
  boolean surprise;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats a surprise, which prints its seed.")
  @Nullable Integer seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many pictures (default: ${DEFAULT-VALUE}).")
  int limit;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Only pictures whose metadata match, for example '{\"folder\": \"2024\"}'.")
  @Nullable String filter;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The namespace, as clients of Pinecone make them (default: none).")
  String namespace = "";

  @Override
  public Integer call() {
    if (liked.isEmpty() && !surprise) {
      throw wrong("Nothing is liked. Example: pictor recommend photos --like cat.jpg");
    }
    if (surprise && strategy != null) {
      throw wrong("--strategy with --surprise (expected: one of them)");
    }
    ObjectNode request = request();
    try (Connection connection = Connection.open(common)) {
      JsonNode answer = ask(connection.client(), request);
      if (common.json) {
        System.out.println(answer.toPrettyString());
      } else {
        print(answer);
      }
      return answer.path("matches").isEmpty() ? ExitCode.NOTHING_MATCHES : ExitCode.OK;
    }
  }

  private JsonNode ask(ApiClient client, ObjectNode request) {
    try {
      return client.post(
          "/api/v1/collections/" + ApiClient.segment(collection) + "/recommend", request);
    } catch (CommandFailed e) {
      throw e.orNothingIndexed(collection);
    }
  }

  private ObjectNode request() {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode likes = request.putArray("liked");
    liked.forEach(likes::add);
    ArrayNode dislikes = request.putArray("disliked");
    disliked.forEach(dislikes::add);
    if (surprise || strategy != null) {
      request.put("strategy", surprise ? "surprise" : strategy);
    }
    if (seed != null) {
      request.put("seed", seed);
    }
    request.put("limit", limit);
    if (!namespace.isEmpty()) {
      request.put("namespace", namespace);
    }
    if (filter != null) {
      request.set("filter", FilterOption.parse(spec, filter));
    }
    return request;
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static void print(JsonNode answer) {
    boolean rated = answer.path("matches").path(0).path("parts").size() > 0;
    for (JsonNode match : answer.path("matches")) {
      System.out.println(rated ? SearchAnswer.line(match) : match.path("id").asString(""));
    }
    if (answer.path("matches").isEmpty()) {
      System.out.println("No other picture is there.");
    } else if (answer.has("seed")) {
      System.err.println("The same again: --seed " + answer.path("seed").asLong(0));
    }
  }
}
