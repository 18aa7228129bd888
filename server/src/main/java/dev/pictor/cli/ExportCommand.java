package dev.pictor.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "export",
    header = "Write a collection to a file: vectors, metadata, and which model made them.",
    description = {
      "The file has its name once it is whole. `pictor import` reads it, here or elsewhere.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor export photos photos.parquet",
      "  pictor export photos 2024.jsonl.gz --filter '{\"folder\": \"2024\"}'",
      "",
      "Exit codes: 0 written, 1 failed or stopped, 2 wrong command line."
    })
final class ExportCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "What to write.")
  String collection = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "A name that ends with .jsonl, .jsonl.gz or .parquet.")
  Path file = Path.of("");

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Only this one; \"\" is the default one (default: all).")
  @Nullable String namespace;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Only records whose metadata match, for example '{\"folder\": \"2024\"}'.")
  @Nullable String filter;

  @Option(names = "--overwrite", description = "Replace a file of this name.")
  boolean overwrite;

  @Override
  public Integer call() {
    ObjectNode body = JSON.createObjectNode();
    body.put("file", file.toAbsolutePath().normalize().toString()).put("overwrite", overwrite);
    if (namespace != null) {
      body.put("namespace", namespace);
    }
    if (filter != null) {
      body.set("filter", filter(filter));
    }
    try (Connection connection = Connection.open(common)) {
      ApiClient client = connection.client();
      JsonNode begun =
          client.post("/api/v1/collections/" + ApiClient.segment(collection) + "/export", body);
      JsonNode job = TransferReport.follow(client, begun);
      if (common.json) {
        System.out.println(job.toPrettyString());
      } else {
        System.out.println(TransferReport.line(job) + " in " + file);
      }
      return job.path("state").asString("").equals("finished") ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static JsonNode filter(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw CommandFailed.wrongCommandLine(
          "--filter: %s (expected: JSON, for example '{\"folder\": \"2024\"}')".formatted(text));
    }
  }
}
