package dev.pictor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    name = "tag",
    header = "Say in words what pictures show.",
    description = {
      "Compares pictures with a vocabulary. Of a collection all pictures get the words as tags, which searches can use (tag:cat); those that have the tags of this vocabulary are passed over, so that it goes on where it was stopped. Other picture files are only told about.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor tag holiday.jpg",
      "  pictor tag *.jpg --language zh --limit 5",
      "  pictor tag scan.tiff --tags receipt,letter,photo",
      "  pictor tag photos                                 all pictures of the collection",
      "  pictor tag photos --vocabulary garden.csv         with words of your own",
      "  pictor tag photos --export csv --out tags.csv     its tags as a file",
      "  pictor tag photos --export xmp --dry-run          side-cars that would be written",
      "",
      "Exit codes: 0 tagged, 1 failed or stopped, 2 wrong command line, 4 some files could not be read or written."
    })
final class TagCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int DEFAULT_LIMIT = 3;

  @Mixin CommonOptions common = new CommonOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PICTURE|COLLECTION",
      arity = "1..*",
      description = "Picture files, or the name of one collection.")
  List<Path> pictures = List.of();

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description = "Words, with prompts if you like, from a table (see docs/tags.md).")
  @Nullable Path vocabulary;

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
      description = "Language of the vocabulary: en or zh (default: en).")
  @Nullable String language;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many tags of a picture file (default: 3).")
  @Nullable Integer limit;

  @Mixin TagExport export = new TagExport();

  @Override
  public Integer call() {
    Optional<String> collection = collection();
    refuse(collection.isEmpty() && export.isAskedFor(), "--export", "beside a collection");
    refuse(!export.isAskedFor() && export.hasDetails(), "--out or --dry-run", "beside --export");
    refuse(collection.isPresent() && limit != null, "--limit", "beside picture files");
    refuse(
        export.isAskedFor() && !words().isEmpty(),
        "--vocabulary, --language, --tags or --template",
        "not beside --export, which writes the tags there are");
    try (Connection connection = Connection.open(common)) {
      if (collection.isEmpty()) {
        return pictures(connection);
      }
      return export.isAskedFor()
          ? export.run(connection.client(), collection.get(), common.json)
          : TagCollection.run(connection.client(), collection.get(), words(), common.json);
    }
  }

  private void refuse(boolean wrong, String option, String expected) {
    if (wrong) {
      throw new ParameterException(
          spec.commandLine(), "%s (expected: %s)".formatted(option, expected));
    }
  }

  /// A single name without a dot or a slash that is no file here is that of a collection.
  private Optional<String> collection() {
    String first = pictures.getFirst().toString();
    return pictures.size() == 1
            && first.matches("[^./\\\\]+")
            && !Files.isRegularFile(pictures.getFirst())
        ? Optional.of(first)
        : Optional.empty();
  }

  private int pictures(Connection connection) {
    int code = ExitCode.OK;
    ArrayNode answers = JSON.createArrayNode();
    ObjectNode words = words();
    for (Path picture : pictures) {
      try {
        JsonNode answer = connection.client().post("/api/v1/tags", request(picture, words));
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
    return code;
  }

  private static String named(Path picture, CommandFailed failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith(picture.toString()) ? message : picture + ": " + message;
  }

  private ObjectNode request(Path picture, ObjectNode words) {
    if (!Files.isRegularFile(picture)) {
      throw new CommandFailed("%s: no such file".formatted(picture));
    }
    ObjectNode request = words.deepCopy();
    request.putObject("image").put("type", "base64").put("value", SearchCommand.base64(picture));
    return request.put("limit", limit == null ? DEFAULT_LIMIT : limit);
  }

  /// What of a request says which words there are.
  private ObjectNode words() {
    ObjectNode request = JSON.createObjectNode();
    if (vocabulary != null) {
      request
          .putObject("vocabulary")
          .put("name", vocabulary.toString())
          .put("content", TagCollection.text(vocabulary));
    }
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
