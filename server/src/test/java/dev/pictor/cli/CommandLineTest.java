package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands on a small folder: five photos, and one file that is none.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {

  private static final Path EXAMPLES = Path.of("../examples/photos").toAbsolutePath().normalize();
  private static final String ZEBRAS = "happymillerman-30230914936.jpg";
  private static final String LIGHTHOUSE = "kodim19.jpg";
  private static final List<String> PHOTOS =
      List.of(
          "animals/" + ZEBRAS,
          "food/nan-palmero-26268791474.jpg",
          "kodak/" + LIGHTHOUSE,
          "transportation/automobile-italia-123760891.jpg",
          "people/noaa-photo-library-28304826635.jpg");

  @TempDir static Path scratch;
  private Path photos;
  private Program.Outcome indexed;

  @BeforeAll
  void index() throws IOException {
    photos = scratch.resolve("photos");
    for (String photo : PHOTOS) {
      Path copy = photos.resolve(photo);
      Files.createDirectories(copy.getParent());
      Files.copy(EXAMPLES.resolve(photo), copy);
    }
    Files.writeString(photos.resolve("broken.jpg"), "no picture");
    indexed = pictor("index", photos.toString());
  }

  /// Runs a command in this JVM on the test's data folder.
  private Program.Outcome pictor(String command, String... arguments) {
    return onData(scratch.resolve("data"), command, arguments);
  }

  private static Program.Outcome onData(Path data, String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of("--data", data.toString()));
    line.addAll(Arrays.asList(arguments));
    return Program.here(line.toArray(String[]::new));
  }

  private static JsonNode json(Program.Outcome outcome) {
    return JsonMapper.shared().readTree(outcome.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "index",
        "search",
        "facets",
        "ask",
        "tag",
        "duplicates",
        "duplicates restore",
        "duplicates trash",
        "models",
        "models list",
        "models info",
        "models pull",
        "models add",
        "models remove",
        "models check",
        "models bench",
        "collections",
        "collections list",
        "collections create",
        "collections verify",
        "collections delete",
        "snapshots",
        "snapshots list",
        "snapshots create",
        "snapshots restore",
        "snapshots backup",
        "snapshots delete",
        "export",
        "import",
        "bench",
        "doctor",
        "completion"
      })
  void theHelpOfEachCommandShowsExamplesAndExitCodes(String command) {
    List<String> line =
        new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
    line.add("--help");

    Program.Outcome help = Program.here(line.toArray(String[]::new));

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("Example", "pictor " + command)
        .containsPattern("Exit codes: [01] ");
    assertThat(help.out()).doesNotContain("generate-completion").doesNotContainPattern("=<[a-z]");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    Program.Outcome outcome = Program.here();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("serve", "index", "search", "tag", "models", "doctor");
  }

  @Test
  void aMistypedOptionIsAnsweredWithTheRightOne() {
    Program.Outcome outcome = Program.here("search", "--limt", "3", "a dog");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--limt", "--limit", "pictor search --help");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheRightOne() {
    Program.Outcome outcome = Program.here("serch", "a dog");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("serch", "pictor search");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9001", "ftp://localhost/", "http:///x", "/tmp"})
  void anAddressThatIsNoServersIsRefusedInOneSentence(String url) {
    Program.Outcome outcome = Program.here("search", "a dog", "--url", url);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().strip()).contains(url, "http://localhost:9001").doesNotContain("\n");
  }

  @Test
  void aServerThatDoesNotAnswerIsNamed() {
    Program.Outcome outcome = Program.here("search", "a dog", "--url", "http://127.0.0.1:1");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("http://127.0.0.1:1", "pictor serve");
  }

  @Test
  void noServerForManyPicturesIsNoFaultOfTheirFiles() {
    String zebras = photos.resolve(PHOTOS.get(0)).toString();
    Program.Outcome outcome = Program.here("tag", zebras, zebras, "--url", "http://127.0.0.1:1");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).containsOnlyOnce("http://127.0.0.1:1").doesNotContain(zebras);
  }

  @Test
  void indexingAgainBeforeTheFirstTimeAsksForAFolder(@TempDir Path empty) {
    Program.Outcome outcome = onData(empty.resolve("data"), "index");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("pictor index FOLDER").doesNotContain("/api/");
  }

  @Test
  void searchingBeforeIndexingSaysWhatToDoFirst(@TempDir Path empty) {
    Program.Outcome outcome = onData(empty.resolve("data"), "search", "a dog");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("pictor index").doesNotContain("\tat ");
  }

  @Test
  void indexingListsTheFileThatIsNoPictureAndKeepsTheOthers() {
    assertThat(indexed.code()).as(indexed.toString()).isEqualTo(4);
    assertThat(indexed.out()).contains("5 indexed", "1 unreadable", "broken.jpg: ");
  }

  @Test
  void indexingAgainFindsNothingToDo() {
    Program.Outcome again = pictor("index", photos.toString(), "--json");

    assertThat(again.code()).isEqualTo(4);
    JsonNode report = json(again);
    assertThat(report.at("/job/progress/unchanged").intValue()).isEqualTo(5);
    assertThat(report.at("/job/progress/indexed").intValue()).isZero();
    assertThat(report.at("/failures/0/id").stringValue()).isEqualTo("broken.jpg");
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Program.Outcome outcome = pictor("index", scratch.resolve("nowhere").toString());

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("nowhere: no such folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zebras", "斑马"})
  void aTextFindsItsPhotoInBothLanguages(String text) {
    Program.Outcome outcome = pictor("search", text);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().findFirst().orElse("")).startsWith("strong").endsWith(ZEBRAS);
  }

  @Test
  void theJsonOfASearchIsForScripts() {
    Program.Outcome outcome = pictor("search", "a lighthouse", "--limit", "2", "--all", "--json");

    assertThat(outcome.code()).isZero();
    JsonNode answer = json(outcome);
    assertThat(answer.path("matches").size()).isEqualTo(2);
    assertThat(answer.at("/matches/0/id").stringValue()).endsWith(LIGHTHOUSE);
    assertThat(answer.at("/matches/0/metadata/category").stringValue()).isEqualTo("kodak");
  }

  @Test
  void nonsenseMatchesNothing() {
    Program.Outcome outcome = pictor("search", "asdkj qwpeoi zxmnb");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).startsWith("Nothing matches.");
  }

  @Test
  void aPictureFindsItself() {
    Program.Outcome outcome = pictor("search", photos.resolve(PHOTOS.get(2)).toString());

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().findFirst().orElse("")).endsWith(LIGHTHOUSE);
  }

  @Test
  void aSearchForNothingIsAWrongCommandLine() {
    Program.Outcome outcome = pictor("search");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("Nothing to search for", "pictor search --help");
  }

  @Test
  void aValueThatTheServerRefusesIsAWrongCommandLine() {
    String zebras = photos.resolve(PHOTOS.get(0)).toString();
    List<List<String>> wrong =
        List.of(
            List.of("search", "zebras", "--limit", "0"),
            List.of("search", "zebras", "--filter", "{\"width\": {\"$near\": 1}}"),
            List.of("tag", zebras, "--limit", "0"),
            List.of("tag", zebras, zebras, "--limit", "0"),
            List.of("collections create", "a/b", "--dimension", "3"),
            List.of("serve", "--log-level", "loud"));
    assertThat(wrong)
        .allSatisfy(
            words -> {
              List<String> arguments = words.subList(1, words.size());
              Program.Outcome outcome = pictor(words.getFirst(), arguments.toArray(String[]::new));
              assertThat(outcome.code()).as(outcome.toString()).isEqualTo(2);
              assertThat(outcome.err().strip()).contains("expected").doesNotContain("\n");
              assertThat(outcome.out()).isEmpty();
            });
  }

  @Test
  void whatIsThereButCannotBeUsedIsNoWrongCommandLine() {
    assertThat(pictor("search", "--like", "nowhere.jpg").code()).isEqualTo(1);
    assertThat(pictor("search", "https://pictures.invalid/a.jpg").code()).isEqualTo(1);
    assertThat(pictor("search", photos.resolve("broken.jpg").toString()).code()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNoPictureIsNamedWhenTagged() {
    String file = photos.resolve("broken.jpg").toString();
    Program.Outcome outcome = pictor("tag", file, "--json");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith(file + ": ").containsOnlyOnce(file);
  }

  @Test
  void aMistypedPictureIsNotSearchedAsAText() {
    Program.Outcome outcome = pictor("search", "holidya.JPG");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("holidya.JPG: no such file");
  }

  @Test
  void aFilterKeepsTheOthersOut() {
    Program.Outcome outcome =
        pictor("search", "zebras", "--all", "--filter", "{\"category\": \"food\"}");

    assertThat(outcome.out()).contains("nan-palmero").doesNotContain(ZEBRAS);
    assertThat(pictor("search", "zebras", "--filter", "{category").code()).isEqualTo(2);
  }

  @Test
  void tagsAreWordsInTheLanguageAskedFor() {
    Program.Outcome outcome =
        pictor("tag", photos.resolve(PHOTOS.get(0)).toString(), "--language", "zh");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("斑马");
    assertThat(outcome.out().lines()).hasSize(3);
  }

  @Test
  void aBrokenFileAmongOthersIsToldAndTheOthersAreTagged() {
    Program.Outcome outcome =
        pictor(
            "tag",
            photos.resolve("broken.jpg").toString(),
            photos.resolve(PHOTOS.get(0)).toString(),
            "--tags",
            "zebra,teapot",
            "--json");

    assertThat(outcome.code()).isEqualTo(4);
    JsonNode answers = json(outcome);
    assertThat(answers.at("/0/error").stringValue()).isNotBlank();
    assertThat(answers.at("/1/tags/0/tag").stringValue()).isEqualTo("zebra");
  }

  @Test
  void theModelsAreListed() {
    assertThat(pictor("models list").out()).contains("pocket", "512", "en", "zh", "(default)");
    JsonNode answer = json(pictor("models list", "--json"));
    assertThat(answer.path("default").stringValue()).isEqualTo("pocket");
  }

  @Test
  void theDoctorsJsonHasAFindingForEachPartOfTheMachine() {
    JsonNode findings = json(pictor("doctor", "--json"));

    assertThat(findings.findValuesAsString("what"))
        .contains("JDK", "SIMD", "machine", "disk", "data folder", "port", "model");
    for (JsonNode finding : findings) {
      assertThat(finding.path("well").booleanValue())
          .as(finding.toString())
          .isEqualTo(finding.path("advice").stringValue().isEmpty());
    }
  }

  @Test
  void theCompletionScriptKnowsTheCommands() {
    Program.Outcome outcome = Program.here("completion");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("serve", "--photos", "doctor");
  }

  @Test
  void aCommandAsksTheServerThatHoldsTheDataFolder(@TempDir Path home) throws Exception {
    Path data = home.resolve("data");
    ServerConfig config =
        ServerConfig.builder()
            .data(data)
            .port(0)
            .photos(List.of(photos))
            .apiKeys(List.of("a-key-for-tests"))
            .build();
    try (PictorServer server = PictorServer.start(config)) {
      Program program = new Program(home, Map.of("PICTOR_API_KEY", "a-key-for-tests"));
      assertThat(server.firstJob()).isPresent();

      Program.Outcome listed = program.run("models", "list", "--data", data.toString());
      Program.Outcome second =
          program.run("serve", "--no-browser", "--port", "0", "--data", data.toString());
      Program.Outcome stranger = Program.here("models", "list", "--url", server.uri().toString());

      assertThat(listed.code()).as(listed.toString()).isZero();
      assertThat(metrics(server.uri())).contains("route=\"/api/v1/models\",status=\"200\"");
      assertThat(stranger.code()).isEqualTo(1);
      assertThat(stranger.err()).contains("missing", "PICTOR_API_KEY or --api-key");
      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err())
          .contains("in use by process " + ProcessHandle.current().pid(), server.uri().toString());
    }
  }

  private static String metrics(URI server) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.resolve("/metrics"))
              .header("Authorization", "Bearer a-key-for-tests")
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
