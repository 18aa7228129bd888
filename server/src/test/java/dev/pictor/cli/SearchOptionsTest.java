package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `pictor search` tells beside its matches, and `pictor facets`, over photos of plants and
/// food.
class SearchOptionsTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final String ROSE = "garlandcannon-26927066371.jpg";
  private static final String PLANTS = "plants/";

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void start() {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
    Program.Outcome indexed =
        pictor("index", EXAMPLES.resolve("plants").toString(), EXAMPLES.resolve("food").toString());
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

  private static JsonNode json(Program.Outcome outcome) {
    return JsonMapper.shared().readTree(outcome.out());
  }

  @Test
  void eachMatchTellsWhatEveryPartGaveIt() {
    Program.Outcome outcome =
        pictor(
            "search", "2*flower - salad + id:" + PLANTS + ROSE, "--all", "--limit", "2", "--parts");
    String number = "-?\\d\\.\\d{3}";
    assertThat(outcome.out().lines().filter(line -> line.contains("  " + PLANTS)))
        .hasSize(2)
        .allMatch(
            line ->
                line.matches(
                    "(strong|weak|none) +%1$s  plants/\\S+  \\(flower %1$s, salad %1$s, plants/%2$s %1$s\\)"
                        .formatted(number, ROSE)));
    assertThat(
            json(pictor("search", "2*flower - salad", "--all", "--json")).path("query").toString())
        .isEqualTo("[{\"text\":\"flower\",\"weight\":2.0},{\"text\":\"salad\",\"weight\":-1.0}]");
  }

  @Test
  void pagesFollowEachOtherByTheCursorThatIsTold() {
    List<String> whole = pictor("search", "flower", "--all", "--limit", "6").out().lines().toList();
    Program.Outcome first = pictor("search", "flower", "--all", "--limit", "4");
    String cursor = first.err().strip().replaceFirst("(?s).*--cursor ", "");
    Program.Outcome second =
        pictor("search", "flower", "--all", "--limit", "2", "--cursor", cursor);
    List<String> pages = new ArrayList<>(first.out().lines().toList());
    pages.addAll(second.out().lines().toList());
    assertThat(pages).isEqualTo(whole).hasSize(6);
  }

  @Test
  void whatTheFilterLetsThroughIsCountedExactly() {
    assertThat(pictor("search", "flower folder:food", "--all", "--count").err())
        .contains("The filters let 17 through.");
  }

  @Test
  void aVectorIsSearchedWith() throws Exception {
    JsonNode answer =
        json(pictor("search", "--like", PLANTS + ROSE, "--all", "--limit", "3", "--json"));
    Path export = folder.resolve("vectors.jsonl");
    assertThat(pictor("export", "photos", export.toString()).code()).isZero();
    JsonNode rose =
        Files.readAllLines(export).stream()
            .map(JsonMapper.shared()::readTree)
            .filter(record -> record.path("id").asString("").equals(PLANTS + ROSE))
            .findFirst()
            .orElseThrow();
    Path file = Files.writeString(folder.resolve("v.json"), rose.path("values").toString());
    JsonNode found =
        json(pictor("search", "--vector", file.toString(), "--all", "--limit", "4", "--json"));
    assertThat(found.at("/query/0/vector").intValue()).isEqualTo(512);
    assertThat(found.at("/matches/0/id").stringValue()).isEqualTo(PLANTS + ROSE);
    assertThat(found.at("/matches/1/id")).isEqualTo(answer.at("/matches/0/id"));
  }

  @Test
  void aPartOfAPictureIsAnotherQueryThanTheWhole() {
    String rose = EXAMPLES.resolve(PLANTS + ROSE).toString();
    double whole = json(pictor("search", rose, "--json")).at("/matches/0/score").doubleValue();
    double corner =
        json(pictor("search", rose, "--crop", "0,0,0.3,0.3", "--all", "--json"))
            .at("/matches/0/score")
            .doubleValue();
    assertThat(whole).isGreaterThan(0.999);
    assertThat(corner).isLessThan(0.95);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--crop;0,0,half,1;expected: left,top,width,height between 0 and 1",
        "--crop;0,0,1,1;--crop: 0 picture files in the query (expected: one)",
        "--vector;nowhere.json;--vector: nowhere.json: no such file",
        "--vector;pom.xml;--vector: pom.xml (expected: a JSON list of numbers in it)"
      })
  void wrongOptionsAreRefusedWithWhatWasExpected(String option, String value, String words) {
    String rose = EXAMPLES.resolve(PLANTS + ROSE).toString();
    Program.Outcome outcome =
        pictor("search", value.startsWith("0,0,half") ? rose : "flower", option, value);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains(words);
  }

  @Test
  void facetsCountPicturesByAField() {
    Program.Outcome folders = pictor("facets", "folder");
    assertThat(folders.code()).as(folders.err()).isZero();
    assertThat(folders.out().lines()).containsExactly("     17  food", "      7  plants");
    assertThat(pictor("facets", "folder", "--filter", "{\"folder\": \"food\"}").out())
        .isEqualToNormalizingNewlines("     17  food\n");
    assertThat(pictor("facets", "tag").code()).isEqualTo(3);
  }
}
