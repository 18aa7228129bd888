package dev.pictor.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "facets",
    header = "Count pictures by folder, year, camera, tag or another field.",
    description = {"Prints each value with the number of pictures that have it, most first.", ""},
    footer = {
      "",
      "Examples:",
      "  pictor facets folder",
      "  pictor facets camera --filter '{\"timestamp\": {\"$gte\": \"2024-01-01\"}}'",
      "  pictor facets tags --collection photos --json",
      "",
      "Exit codes: 0 counted, 1 failed, 2 wrong command line, 3 no picture has the field."
    })
final class FacetsCommand implements Callable<Integer> {

  /// What people call it; the field of a picture's metadata.
  private static final String TAG = "tag";

  private static final Comparator<JsonNode> MOST_FIRST =
      Comparator.comparingLong((JsonNode value) -> value.path("count").asLong(0)).reversed();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "FIELD",
      description = "folder, year, camera, tag, format, or any field of strings.")
  String field = "";

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      defaultValue = "photos",
      description = "The collection to count (default: ${DEFAULT-VALUE}).")
  String collection = "photos";

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Only pictures whose metadata match.")
  @Nullable String filter;

  @Override
  public Integer call() {
    String path =
        "/api/v1/collections/%s/facets?field=%s%s"
            .formatted(
                ApiClient.segment(collection),
                ApiClient.segment(field.equals(TAG) ? "tags" : field),
                filter == null ? "" : "&filter=" + ApiClient.segment(filter));
    try (Connection connection = Connection.open(common)) {
      JsonNode counted = connection.client().get(path);
      if (common.json) {
        System.out.println(counted.toPrettyString());
      } else {
        List<JsonNode> values = new ArrayList<>(counted.path("values").values());
        values.sort(MOST_FIRST);
        values.forEach(FacetsCommand::print);
      }
      return counted.path("values").isEmpty() ? ExitCode.NOTHING_MATCHES : ExitCode.OK;
    }
  }

  private static void print(JsonNode value) {
    String name = value.path("value").asString("");
    System.out.printf(
        "%7d  %s%n", value.path("count").asLong(0), name.isEmpty() ? "(top folder)" : name);
  }
}
