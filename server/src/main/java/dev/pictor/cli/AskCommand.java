package dev.pictor.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "ask",
    header = "Answer a question about pictures.",
    description = {
      "Finds the pictures that the question is about, or takes the given one, and has a vision model look at them (settings answer-url and answer-model). Without one the answer comes from tags, captions, EXIF and counts.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor ask \"What are the zebras doing?\"",
      "  pictor ask 这些斑马在做什么？ --limit 2",
      "  pictor ask \"What does the sign say?\" sign.jpg",
      "  pictor ask \"How many boats are there?\" --filter '{\"folder\": \"2024\"}' --json",
      "",
      "Exit codes: 0 answered, 1 failed or refused, 2 wrong command line, 3 nothing matches."
    })
final class AskCommand implements Callable<Integer> {

  private static final String PATH = "/api/v1/ask";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "QUESTION", description = "What you want to know.")
  String question = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PICTURE",
      description = "A picture file, or the address of a picture, to ask about.")
  @Nullable String picture;

  @Option(names = "--id", paramLabel = "ID", description = "An indexed picture to ask about.")
  @Nullable String id;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "From how many pictures (default: the setting answer-pictures, 4).")
  @Nullable Integer limit;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Only pictures whose metadata match, for example '{\"folder\": \"2024\"}'.")
  @Nullable String filter;

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "The collection to ask (default: photos).")
  @Nullable String collection;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "Language of the answer: en or zh (default: that of the question).")
  @Nullable String language;

  @Override
  public Integer call() {
    ObjectNode request = request();
    try (Connection connection = Connection.open(common)) {
      return common.json
          ? printJson(connection.client().post(PATH, request))
          : printStream(connection.client(), request);
    } catch (CommandFailed e) {
      if (e.isNotFound() && id == null && picture == null) {
        throw new CommandFailed(
            "Nothing is indexed in the collection %s yet. First: pictor index FOLDER"
                .formatted(collection == null ? "photos" : collection));
      }
      throw e;
    }
  }

  private int printJson(JsonNode answer) {
    System.out.println(answer.toPrettyString());
    return code(answer);
  }

  private int printStream(ApiClient client, ObjectNode request) {
    ObjectNode last = JSON.createObjectNode();
    client.events(
        PATH,
        request,
        event -> {
          if (event.has("text")) {
            System.out.print(event.path("text").asString(""));
            System.out.flush();
          } else if (event.has("answer")) {
            last.setAll((ObjectNode) event);
          }
        });
    System.out.println();
    if (!last.has("answer")) {
      throw new CommandFailed("The server ended before the answer did. Ask again.");
    }
    JsonNode sources = last.path("sources");
    if (!sources.isEmpty()) {
      System.out.println();
    }
    for (JsonNode source : sources) {
      System.out.println(
          "[%d]  %s".formatted(source.path("number").asInt(0), SearchAnswer.line(source)));
    }
    if (last.has("refused")) {
      System.err.println(last.path("refused").asString(""));
    }
    if (last.has("failed")) {
      System.err.println(last.path("failed").path("reason").asString(""));
    }
    return code(last);
  }

  private int code(JsonNode answer) {
    if (answer.has("refused") || answer.has("failed")) {
      return ExitCode.FAILED;
    }
    return answer.path("sources").isEmpty() && picture == null
        ? ExitCode.NOTHING_MATCHES
        : ExitCode.OK;
  }

  private ObjectNode request() {
    ObjectNode request = JSON.createObjectNode();
    request.put("question", question);
    if (picture != null) {
      setPicture(request, picture);
    }
    if (id != null) {
      request.put("id", id);
    }
    if (collection != null) {
      request.put("collection", collection);
    }
    if (limit != null) {
      request.put("limit", limit);
    }
    if (language != null) {
      request.put("language", language);
    }
    if (filter != null) {
      request.set("filter", FilterOption.parse(spec, filter));
    }
    return request;
  }

  private static void setPicture(ObjectNode request, String picture) {
    ObjectNode image = request.putObject("image");
    if (picture.startsWith("http://") || picture.startsWith("https://")) {
      image.put("type", "url").put("value", picture);
    } else {
      image.put("type", "base64").put("value", SearchCommand.base64(file(picture)));
    }
  }

  private static Path file(String picture) {
    try {
      Path file = Path.of(picture);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new CommandFailed("%s: no such file".formatted(picture));
    }
    throw new CommandFailed("%s: no such file".formatted(picture));
  }
}
