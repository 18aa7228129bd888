package dev.pictor.cli;

import dev.pictor.error.InvalidRequest;
import dev.pictor.eval.LabelledQuery;
import dev.pictor.eval.QueryTable;
import dev.pictor.search.QueryPart;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    name = "eval",
    header = "Measure how good answers are, on queries whose right answers you know.",
    description = {
      "FILE is CSV with a header: the column query (a text), picture (a file) or like (the id of an indexed picture); expected (ids of right pictures, with | between them, empty where nothing matches); and language, if you like.",
      "",
      "Several collections stand side by side: one for each model, or before and after a change.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor eval --queries examples/queries.csv",
      "  pictor eval --queries mine.csv photos photos-clip --out report.html",
      "  pictor eval --queries mine.csv --exact",
      "",
      "recall@k: queries that have a right picture among their first k matches; MRR: mean of 1/rank.",
      "accepted: queries without an answer for which something was said to match; rejected: queries with one for which nothing was.",
      "",
      "Exit codes: 0 measured, 1 failed, 2 wrong command line."
    })
final class EvalCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "COLLECTION",
      arity = "0..*",
      description = "What to measure (default: photos).")
  List<String> collections = List.of();

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      required = true,
      description = "The queries and their right answers.")
  Path queries = Path.of("");

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The namespace to search (default: none).")
  String namespace = "";

  @Option(
      names = "--exact",
      description = "Measure each collection with exact search, too, beside the usual one.")
  boolean exact;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write a report with plots, as one HTML file.")
  @Nullable Path out;

  @Override
  public Integer call() {
    List<LabelledQuery> labelled = read();
    Map<String, JsonNode> reports = new LinkedHashMap<>();
    try (Connection connection = Connection.open(common)) {
      for (String collection : collections.isEmpty() ? List.of("photos") : collections) {
        for (boolean exactly : exact ? List.of(false, true) : List.of(false)) {
          JsonNode report =
              connection
                  .client()
                  .post(
                      "/api/v1/collections/" + ApiClient.segment(collection) + "/evaluate",
                      request(labelled, exactly));
          reports.put(exactly ? collection + ", exact" : collection, report);
        }
      }
    }
    if (common.json) {
      ObjectNode all = JSON.createObjectNode();
      reports.forEach(all::set);
      System.out.println(all.toPrettyString());
    } else {
      reports.forEach(EvalCommand::print);
    }
    if (out != null) {
      write(out, EvalReport.html(queries.toString(), reports));
      System.err.println("Report: " + out);
    }
    return ExitCode.OK;
  }

  private List<LabelledQuery> read() {
    try {
      return QueryTable.parse(Files.readString(queries), queries.toString(), this::picture);
    } catch (NoSuchFileException missing) {
      throw CommandFailed.wrongCommandLine("--queries: %s: no such file".formatted(queries));
    } catch (MalformedInputException binary) {
      throw CommandFailed.wrongCommandLine(
          "--queries: %s (expected: CSV in UTF-8)".formatted(queries));
    } catch (IOException unread) {
      throw new CommandFailed("--queries: cannot read %s: %s".formatted(queries, unread));
    } catch (InvalidRequest wrong) {
      throw CommandFailed.wrongCommandLine(wrong.reason());
    }
  }

  /// Pictures are named from where the table is.
  private byte[] picture(String name) {
    Path file = queries.toAbsolutePath().resolveSibling(name);
    try {
      return Files.readAllBytes(file);
    } catch (IOException unread) {
      throw CommandFailed.wrongCommandLine(
          "%s: cannot read the picture %s".formatted(queries, file));
    }
  }

  private ObjectNode request(List<LabelledQuery> labelled, boolean exactly) {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode list = request.putArray("queries");
    for (LabelledQuery query : labelled) {
      ObjectNode node = list.addObject();
      node.put("name", query.name()).put("language", query.language());
      ObjectNode part = node.putObject("query");
      switch (query.parts().getFirst()) {
        case QueryPart.ImagePart(byte[] picture, _) ->
            part.putObject("image")
                .put("type", "base64")
                .put("value", Base64.getEncoder().encodeToString(picture));
        case QueryPart.IdPart(String id, _) -> part.put("id", id);
        case QueryPart.TextPart(String text, _) -> part.put("text", text);
        case QueryPart.VectorPart _, QueryPart.WordsPart _ ->
            throw new IllegalStateException("a table has no such queries");
      }
      ArrayNode expected = node.putArray("expected");
      new ArrayList<>(query.expected()).stream().sorted().forEach(expected::add);
    }
    return request.put("namespace", namespace).put("exact", exactly);
  }

  private static void print(String name, JsonNode report) {
    System.out.printf(
        "%s, model %s: %d queries%n",
        name, report.path("model").asString(""), report.path("queries").size());
    System.out.println(
        "            answers  recall@1       @5      @10     MRR   rejected   none  accepted  strong and right");
    printLine("all", report.path("quality"));
    report
        .path("languages")
        .properties()
        .forEach(each -> printLine(each.getKey(), each.getValue()));
    JsonNode unknown = report.path("unknown");
    if (!unknown.isEmpty()) {
      System.err.printf(
          "%d expected pictures are not in %s, for example %s. They count as not found.%n",
          unknown.size(), name, unknown.path(0).asString(""));
    }
  }

  private static void printLine(String label, JsonNode quality) {
    System.out.printf(
        Locale.ROOT,
        "  %-9s %7d  %s  %s  %s  %6s  %s  %5d  %s  %s%n",
        label,
        quality.path("answerable").asInt(0),
        percent(quality, "recallAt1"),
        percent(quality, "recallAt5"),
        percent(quality, "recallAt10"),
        quality.has("meanReciprocalRank")
            ? String.format(Locale.ROOT, "%.3f", quality.path("meanReciprocalRank").asDouble(0))
            : "-",
        percent(quality, "falseReject"),
        quality.path("unanswerable").asInt(0),
        percent(quality, "falseAccept"),
        percent(quality, "strongAndRight"));
  }

  private static String percent(JsonNode quality, String name) {
    return quality.has(name)
        ? String.format(Locale.ROOT, "%6.1f %%", 100 * quality.path(name).asDouble(0))
        : "       -";
  }

  private static void write(Path file, String html) {
    try {
      Files.writeString(file, html);
    } catch (IOException unwritten) {
      throw new CommandFailed("--out: cannot write %s: %s".formatted(file, unwritten));
    }
  }
}
