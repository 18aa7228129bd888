package dev.pictor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "map",
    header = "Draw a collection as a scatter plot: what looks alike lies close together.",
    description = {
      "The two axes are those in which the pictures differ most. The page has the same map, to zoom into and click on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor map photos --out map.html                 a page of its own, to look at and to share",
      "  pictor map photos --out map.svg --colour year    a drawing",
      "  pictor map photos --out map.csv --colour tag     id, x, y, group, for a spreadsheet",
      "",
      "Exit codes: 0 drawn, 1 failed, 2 wrong command line, 3 the collection is empty."
    })
final class MapCommand implements Callable<Integer> {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "COLLECTION",
      arity = "0..1",
      defaultValue = "photos",
      description = "The collection (default: ${DEFAULT-VALUE}).")
  String collection = "photos";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A name that ends with .html, .svg, .csv or .json; it is replaced.")
  @Nullable Path out;

  @Option(
      names = "--colour",
      paramLabel = "WHAT",
      defaultValue = "folder",
      description =
          "What colours stand for: folder, tag, year, or the name of a field (default:"
              + " ${DEFAULT-VALUE}).")
  String colour = "folder";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "5000",
      description = "At most so many points, up to 10000 (default: ${DEFAULT-VALUE}).")
  int limit;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The namespace, as clients of Pinecone make them (default: none).")
  String namespace = "";

  @Override
  public Integer call() {
    if (out == null && !common.json) {
      throw CommandFailed.wrongCommandLine(
          "--out: missing (expected: a file, for example --out map.html; or --json)");
    }
    String format = out == null ? "json" : format(out);
    try (Connection connection = Connection.open(common)) {
      JsonNode map = ask(connection.client());
      if (out != null) {
        write(out, content(map, format));
      }
      System.out.println(common.json ? map.toPrettyString() : summary(map));
      return map.path("points").isEmpty() ? ExitCode.NOTHING_MATCHES : ExitCode.OK;
    }
  }

  private static String format(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "html", "svg", "csv", "json" -> ending;
      default ->
          throw CommandFailed.wrongCommandLine(
              "--out: %s (expected: a name that ends with .html, .svg, .csv or .json)"
                  .formatted(file));
    };
  }

  private JsonNode ask(ApiClient client) {
    try {
      return client.get(
          "/api/v1/collections/%s/map?limit=%d&colour=%s&namespace=%s"
              .formatted(
                  ApiClient.segment(collection),
                  limit,
                  ApiClient.segment(colour),
                  ApiClient.segment(namespace)));
    } catch (CommandFailed e) {
      throw e.orNothingIndexed(collection);
    }
  }

  private String content(JsonNode map, String format) {
    return switch (format) {
      case "html" -> MapPlot.html(collection, map);
      case "svg" -> MapPlot.svg(collection, map);
      case "csv" -> MapPlot.csv(map);
      default -> map.toPrettyString() + "\n";
    };
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new CommandFailed("Cannot write %s: %s".formatted(file, e));
    }
  }

  private String summary(JsonNode map) {
    if (map.path("points").isEmpty()) {
      return "The collection %s is empty.".formatted(collection);
    }
    double shown =
        map.path("explained").path(0).asDouble(0) + map.path("explained").path(1).asDouble(0);
    return String.format(
        Locale.ROOT,
        "%d of %d records in %d groups; the two axes show %.0f %% of the variance: %s",
        map.path("points").size(),
        map.path("records").asLong(0),
        map.path("groups").size(),
        100 * shown,
        out == null ? "" : out);
  }
}
