package dev.pictor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "import",
    header = "Fill a collection from a file, an index of Pinecone, or other programs' folders.",
    description = {
      "What is there already is replaced, bad records are listed. Stop it at any moment (Ctrl-C); the same command goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor import photos.parquet                     (into the collection photos)",
      "  pictor import vectors.jsonl work --model pocket",
      "  pictor import --pinecone https://api.pinecone.io --index films --api-key-env PINECONE_API_KEY films",
      "  pictor import --clip-retrieval embeddings/ laion --model clip-vit-l-14",
      "  pictor import --urls pictures.csv web",
      "",
      "Files: .jsonl, .jsonl.gz and .parquet, as `pictor export` writes them or with id, values and metadata.",
      "A list of addresses is a CSV file with a column url, maybe id, and others as metadata.",
      "Exit codes: 0 all in, 1 failed or stopped, 2 wrong command line, 4 some records were left out (they are listed)."
    })
final class ImportCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "FILE|COLLECTION",
      arity = "1..2",
      description =
          "A file, or a folder that `pictor embed` wrote, and the collection (default: as the file is called); only the collection with an option that names the source.")
  List<String> names = List.of();

  @ArgGroup(exclusive = true)
  Source source = new Source();

  @Option(names = "--index", paramLabel = "NAME", description = "With --pinecone: which index.")
  @Nullable String index;

  @Option(
      names = "--api-key-env",
      paramLabel = "VARIABLE",
      description = "With --pinecone: the variable of the environment that holds its key.")
  @Nullable String apiKeyEnv;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Which installed model made the vectors, when the source does not say it.")
  @Nullable String model;

  @Option(
      names = "--similarity",
      paramLabel = "WORD",
      description =
          "cosine, dotproduct or euclidean, for a new collection of vectors of no known collection.")
  @Nullable String similarity;

  static final class Source {
    @Option(
        names = "--pinecone",
        paramLabel = "URL",
        description = "A server that speaks Pinecone's protocol.")
    @Nullable String pinecone;

    @Option(
        names = "--clip-retrieval",
        paramLabel = "FOLDER",
        description = "What `clip-retrieval inference` made: img_emb and metadata.")
    @Nullable Path clipRetrieval;

    @Option(
        names = "--urls",
        paramLabel = "FILE",
        description = "A list of addresses of pictures, which are fetched and kept.")
    @Nullable Path urls;

    private boolean named() {
      return pinecone != null || clipRetrieval != null || urls != null;
    }
  }

  @Override
  public Integer call() {
    ObjectNode body = body();
    String collection = collection();
    try (Connection connection = Connection.open(common)) {
      ApiClient client = connection.client();
      JsonNode begun =
          client.post("/api/v1/collections/" + ApiClient.segment(collection) + "/import", body);
      JsonNode job = TransferReport.follow(client, begun);
      JsonNode progress = job.path("progress");
      if (common.json) {
        System.out.println(job.toPrettyString());
      } else {
        System.out.println(collection + ": " + TransferReport.line(job));
        progress
            .path("problems")
            .forEach(
                each ->
                    System.out.printf(
                        "  %s: %s%n",
                        each.path("place").asString(""), each.path("reason").asString("")));
      }
      if (!job.path("state").asString("").equals("finished")) {
        return ExitCode.FAILED;
      }
      return progress.path("skipped").asLong(0) > 0 ? ExitCode.SOME_FILES_FAILED : ExitCode.OK;
    }
  }

  private String collection() {
    if (source.named()) {
      if (names.size() != 1) {
        throw CommandFailed.wrongCommandLine(
            "%s (expected: the collection alone, because an option names the source)"
                .formatted(names));
      }
      return names.getFirst();
    }
    return names.size() == 2
        ? names.getLast()
        : Path.of(names.getFirst()).getFileName().toString().replaceFirst("\\..*", "");
  }

  private ObjectNode body() {
    if ((index != null || apiKeyEnv != null) && source.pinecone == null) {
      throw CommandFailed.wrongCommandLine("--index, --api-key-env (expected: beside --pinecone)");
    }
    ObjectNode body = JSON.createObjectNode();
    if (model != null) {
      body.put("model", model);
    }
    if (similarity != null) {
      body.put("similarity", similarity);
    }
    if (source.pinecone != null) {
      pinecone(body.putObject("pinecone"), source.pinecone);
    } else if (source.clipRetrieval != null) {
      body.put("clipRetrieval", whole(source.clipRetrieval));
    } else if (source.urls != null) {
      body.put("urls", whole(source.urls));
    } else {
      body.put("file", whole(Path.of(names.getFirst())));
    }
    return body;
  }

  private void pinecone(ObjectNode body, String url) {
    if (index == null) {
      throw CommandFailed.wrongCommandLine("--pinecone %s (expected: --index NAME)".formatted(url));
    }
    body.put("url", url).put("index", index);
    if (apiKeyEnv != null) {
      String variable = apiKeyEnv;
      body.put(
          "apiKey",
          Optional.ofNullable(System.getenv(variable))
              .orElseThrow(
                  () ->
                      CommandFailed.wrongCommandLine(
                          "--api-key-env: %s is not set (expected: a variable of the environment)"
                              .formatted(variable))));
    }
  }

  private static String whole(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
