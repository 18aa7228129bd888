package dev.pictor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    name = "tag",
    header = "Say in words what pictures show.",
    description = {"Compares each picture with a vocabulary; needs no index.", ""},
    footer = {
      "",
      "Examples:",
      "  pictor tag holiday.jpg",
      "  pictor tag *.jpg --language zh --limit 5",
      "  pictor tag scan.tiff --tags receipt,letter,photo",
      "",
      "Exit codes: 0 tagged, 1 failed, 2 wrong command line, 4 some files could not be read."
    })
final class TagCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "Picture files.")
  List<Path> pictures = List.of();

  @Option(
      names = "--tags",
      split = ",",
      paramLabel = "WORD",
      description = "Your own words instead of the bundled vocabulary.")
  List<String> tags = List.of();

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      description = "A prompt with {} for the word, for example \"a photo of {}\".")
  List<String> templates = List.of();

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "Language of the bundled vocabulary: en or zh (default: en).")
  @Nullable String language;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many tags (default: ${DEFAULT-VALUE}).")
  int limit;

  @Override
  public Integer call() {
    int code = ExitCode.OK;
    try (Connection connection = Connection.open(common)) {
      ArrayNode answers = JSON.createArrayNode();
      for (Path picture : pictures) {
        try {
          JsonNode answer = connection.client().post("/api/v1/tags", request(picture));
          answers.addObject().put("file", picture.toString()).setAll((ObjectNode) answer);
          if (!common.json) {
            print(picture, answer);
          }
        } catch (CommandFailed e) {
          if (pictures.size() == 1 || e.isOfServer() || e.isOfCommandLine()) {
            throw e.isUnreadable() ? new CommandFailed(named(picture, e)) : e;
          }
          System.err.println(named(picture, e));
          answers.addObject().put("file", picture.toString()).put("error", e.getMessage());
          code = ExitCode.SOME_FILES_FAILED;
        }
      }
      if (common.json) {
        System.out.println(answers.toPrettyString());
      }
    }
    return code;
  }

  private static String named(Path picture, CommandFailed failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith(picture.toString()) ? message : picture + ": " + message;
  }

  private ObjectNode request(Path picture) {
    if (!Files.isRegularFile(picture)) {
      throw new CommandFailed("%s: no such file".formatted(picture));
    }
    ObjectNode request = JSON.createObjectNode();
    request.putObject("image").put("type", "base64").put("value", SearchCommand.base64(picture));
    request.put("limit", limit);
    if (language != null) {
      request.put("language", language);
    }
    if (!tags.isEmpty()) {
      ArrayNode words = request.putArray("tags");
      tags.forEach(words::add);
    }
    if (!templates.isEmpty()) {
      ArrayNode prompts = request.putArray("templates");
      templates.forEach(prompts::add);
    }
    return request;
  }

  private void print(Path picture, JsonNode answer) {
    if (pictures.size() > 1) {
      System.out.println(picture);
    }
    if (answer.path("noneOfThese").asBoolean(false)) {
      System.out.println("None of these words fits; the nearest are:");
    }
    for (JsonNode tag : answer.path("tags")) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "  %3.0f %%  %s",
              100 * tag.path("probability").asDouble(0),
              tag.path("tag").asString("")));
    }
  }
}
