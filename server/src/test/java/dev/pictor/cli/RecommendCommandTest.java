package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor recommend` over some photos of plants.
class RecommendCommandTest {

  private static final Path PLANTS = Path.of("..", "examples", "photos", "plants");
  private static final String ROSE = "garlandcannon-26927066371.jpg";

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void start() {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
    Program.Outcome indexed = pictor("index", PLANTS.toString(), "--collection", "photos");
    assertThat(indexed.code()).as(indexed.err()).isZero();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Program.Outcome pictor(String... arguments) {
    String[] line = Arrays.copyOf(arguments, arguments.length + 2);
    line[arguments.length] = "--url";
    line[arguments.length + 1] = server.uri().toString();
    return Program.here(line);
  }

  @Test
  void likedPicturesBringOthersWithConfidenceAndScore() {
    Program.Outcome outcome = pictor("recommend", "photos", "--like", ROSE, "--limit", "3");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .hasSize(3)
        .allMatch(line -> line.matches("(strong|weak|none) +-?\\d\\.\\d{3}  \\S+\\.jpg"))
        .noneMatch(line -> line.contains(ROSE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "best-score"})
  void aStrategyIsChosenAndScriptsReadJson(String strategy) {
    Program.Outcome outcome = pictor("recommend", "--like", ROSE, "--strategy", strategy, "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(outcome.out());
    assertThat(answer.path("strategy").asString("")).isEqualTo(strategy);
    assertThat(answer.path("matches").size()).isPositive();
  }

  @Test
  void aSurpriseIsRepeatedByItsSeed() {
    Program.Outcome once = pictor("recommend", "photos", "--surprise", "--limit", "4");
    assertThat(once.code()).as(once.err()).isZero();
    assertThat(once.out().lines()).hasSize(4).allMatch(line -> line.endsWith(".jpg"));
    assertThat(once.err()).contains("The same again: --seed ");
    List<String> words = List.of(once.err().strip().split("[ \n]", -1));
    Program.Outcome again =
        pictor("recommend", "photos", "--surprise", "--limit", "4", "--seed", words.getLast());
    assertThat(again.out()).isEqualTo(once.out());
  }

  @Test
  void whatIsWrongIsSaid() {
    Program.Outcome nothing = pictor("recommend", "photos");
    assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nothing.err()).contains("Nothing is liked. Example:");
    Program.Outcome unknown = pictor("recommend", "photos", "--like", "nowhere.jpg");
    assertThat(unknown.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.err()).contains("id: nowhere.jpg (expected: ids of this collection)");
    Program.Outcome filter = pictor("recommend", "--like", ROSE, "--filter", "{");
    assertThat(filter.code()).isEqualTo(ExitCode.USAGE);
    Program.Outcome collection = pictor("recommend", "none-such", "--like", ROSE);
    assertThat(collection.code()).isEqualTo(ExitCode.FAILED);
    assertThat(collection.err()).contains("Nothing is indexed in the collection none-such yet.");
  }

  @Test
  void nothingElseIsNotASuccess() {
    Program.Outcome outcome =
        pictor("recommend", "--like", ROSE, "--filter", "{\"filename\": \"nobody.jpg\"}");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.NOTHING_MATCHES);
    assertThat(outcome.out()).contains("No other picture is there.");
  }
}
