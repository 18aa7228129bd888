package dev.pictor.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "bench",
    header = "Measure searches of a collection on its own records.",
    description = {
      "Some records are the queries. Says how fast the usual search is, how many of the true nearest it finds, and how fast an exact search is.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor bench photos",
      "  pictor bench photos --queries 1000 --limit 50 --json",
      "",
      "Exit codes: 0 measured, 1 failed, 2 wrong command line."
    })
final class BenchCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "COLLECTION", description = "What to measure.")
  String collection = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Whose records (default: the default one's).")
  String namespace = "";

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many (default: ${DEFAULT-VALUE}).")
  int queries;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "Matches of each (default: ${DEFAULT-VALUE}).")
  int limit;

  @Override
  public Integer call() {
    ObjectNode body = JSON.createObjectNode();
    body.put("namespace", namespace).put("queries", queries).put("limit", limit);
    try (Connection connection = Connection.open(common)) {
      JsonNode report =
          connection
              .client()
              .post("/api/v1/collections/" + ApiClient.segment(collection) + "/bench", body);
      if (common.json) {
        System.out.println(report.toPrettyString());
      } else {
        print(report);
      }
      return ExitCode.OK;
    }
  }

  private void print(JsonNode report) {
    JsonNode store = report.path("store");
    System.out.printf(
        "%s: %d records, %s on disk, %d segments%n",
        collection,
        report.path("records").asLong(0),
        Sizes.of(store.path("bytes").asLong(0)),
        store.path("segments").asInt(0));
    long bytes = report.path("bytesPerVector").asLong(0);
    if (bytes > 0) {
      System.out.printf("searched: %d bytes a vector%n", bytes);
    }
    System.out.printf(
        Locale.ROOT,
        "recall@%d: %.4f, %.0f vectors compared a query, %.0f %% of the queries walked a graph%n",
        report.path("limit").asInt(0),
        report.path("recall").asDouble(0),
        report.path("visited").asDouble(0),
        100 * report.path("graphShare").asDouble(0));
    System.out.println("usual search: " + times(report.path("usual")));
    System.out.println("exact search: " + times(report.path("exact")));
  }

  private static String times(JsonNode times) {
    return String.format(
        Locale.ROOT,
        "%.0f a second on one thread, half below %.2f ms, 99 %% below %.2f ms",
        times.path("queriesPerSecond").asDouble(0),
        1000 * times.path("p50").asDouble(0),
        1000 * times.path("p99").asDouble(0));
  }
}
