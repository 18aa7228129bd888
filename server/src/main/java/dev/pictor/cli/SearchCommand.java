package dev.pictor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
      "  pictor search street.jpg --crop 0.5,0,0.5,1 --parts",
      "",
      "Fields: folder: after: before: date: camera: tag: format: name: words: id:",
      "",
      "  pictor search \"a dog\" --filter '{\"folder\": \"2024\"}' --json",
      "",
      "Exit codes: 0 found, 1 failed, 2 wrong command line, 3 nothing matches."
    })
final class SearchCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern CROP = Pattern.compile("[0-9.]+(,[0-9.]+){3}");
  private static final List<String> CROP_FIELDS = List.of("left", "top", "width", "height");

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
      names = "--vector",
      paramLabel = "FILE",
      description = "A vector of the collection's model: a JSON list of numbers in a file.")
  List<Path> vectors = List.of();

  @Option(
      names = "--crop",
      paramLabel = "L,T,W,H",
      description =
          "Only this part of the picture file: left, top, width and height as parts of its own, such as 0.5,0,0.5,1 for its right half.")
  @Nullable String crop;

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

  @Option(names = "--parts", description = "Tell what each part of the query gave a match.")
  boolean parts;

  @Option(names = "--count", description = "Count exactly what the filters let through.")
  boolean count;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "The page after this one, as the page before told it.")
  @Nullable String cursor;

  @Override
  public Integer call() {
    if (queries.isEmpty() && ids.isEmpty() && vectors.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Nothing to search for. Example: pictor search \"a red car\"");
    }
    try (Connection connection = Connection.open(common)) {
      JsonNode answer = ask(connection.client());
      if (common.json) {
        System.out.println(answer.toPrettyString());
      } else {
        new SearchAnswer(answer, parts).print();
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
      throw e.orNothingIndexed(collection);
    }
  }

  private ObjectNode request() {
    ObjectNode request = JSON.createObjectNode();
    if (!queries.isEmpty()) {
      String line = SearchLine.of(queries);
      request.put("line", line);
      ObjectNode pictures = SearchLine.pictures(line);
      cut(pictures);
      if (!pictures.isEmpty()) {
        request.set("pictures", pictures);
      }
    }
    if (!ids.isEmpty() || !vectors.isEmpty()) {
      ArrayNode query = request.putArray("query");
      ids.forEach(id -> query.addObject().put("id", id));
      vectors.forEach(file -> query.addObject().set("vector", vector(file)));
    }
    request.put("limit", limit).put("count", count);
    if (cursor != null) {
      request.put("cursor", cursor);
    }
    if (!namespace.isEmpty()) {
      request.put("namespace", namespace);
    }
    if (all || strong) {
      request.put("least", all ? "none" : "strong");
    }
    if (filter != null) {
      request.set("filter", FilterOption.parse(spec, filter));
    }
    return request;
  }

  /// Has the one picture of the line be cut out.
  private void cut(ObjectNode pictures) {
    if (crop == null) {
      return;
    }
    List<String> names = List.copyOf(pictures.propertyNames());
    if (names.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--crop: %d picture files in the query (expected: one)".formatted(names.size()));
    }
    if (!CROP.matcher(crop).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--crop: %s (expected: left,top,width,height between 0 and 1, such as 0.5,0,0.5,1)"
              .formatted(crop));
    }
    String[] frame = crop.split(",", -1);
    ObjectNode node = ((ObjectNode) pictures.get(names.getFirst())).putObject("crop");
    for (int i = 0; i < CROP_FIELDS.size(); i++) {
      node.put(CROP_FIELDS.get(i), Double.parseDouble(frame[i]));
    }
  }

  private JsonNode vector(Path file) {
    try {
      JsonNode vector = JSON.readTree(Files.readAllBytes(file));
      if (vector.isArray()) {
        return vector;
      }
    } catch (NoSuchFileException missing) {
      throw new ParameterException(
          spec.commandLine(), "--vector: %s: no such file".formatted(file), missing);
    } catch (IOException unread) {
      throw new CommandFailed("--vector: cannot read %s: %s".formatted(file, unread));
    } catch (JacksonException _) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(),
        "--vector: %s (expected: a JSON list of numbers in it)".formatted(file));
  }

  static String base64(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandFailed("Cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }
}
