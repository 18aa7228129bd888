package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// `pictor eval`, `pictor plan` and their routes, over some photos of plants and food.
class QualityCommandsTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final String ROSE = "garlandcannon-26927066371.jpg";

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
    Program.Outcome indexed =
        pictor("index", EXAMPLES.resolve("plants").toString(), "--collection", "photos");
    assertThat(indexed.code()).as(indexed.err()).isZero();
    Files.copy(EXAMPLES.resolve("plants").resolve(ROSE), folder.resolve("rose.jpg"));
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

  private static Path table(String csv) throws IOException {
    return Files.writeString(folder.resolve("queries.csv"), csv);
  }

  private static Program.Outcome eval(String csv, String... more) throws IOException {
    String[] line = Arrays.copyOf(more, more.length + 3);
    line[more.length] = "eval";
    line[more.length + 1] = "--queries";
    line[more.length + 2] = table(csv).toString();
    return pictor(rotated(line, more.length));
  }

  /// The command before its options.
  private static String[] rotated(String[] line, int by) {
    String[] turned = new String[line.length];
    for (int i = 0; i < line.length; i++) {
      turned[i] = line[(i + by) % line.length];
    }
    return turned;
  }

  private static final String QUERIES =
      """
      query,picture,like,expected,language
      a red rose,,,%1$s,en
      红玫瑰,,,%1$s,zh
      ,rose.jpg,,%1$s,
      ,,%1$s,stefano-akram-26182602974.jpg|nobody.jpg,
      quarterly tax return form,,,,en
      """
          .formatted(ROSE);

  @Test
  void qualityIsPrintedByLanguageAndInAReport() throws IOException {
    Path report = folder.resolve("report.html");
    Program.Outcome outcome = eval(QUERIES, "--out", report.toString(), "--exact");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("photos, model pocket: 5 queries")
        .contains("photos, exact, model pocket: 5 queries")
        .containsPattern("  all +4 .* 100\\.0 % .* 1  +0\\.0 % ")
        .containsPattern("  en +1  +100\\.0 %")
        .containsPattern("  zh +1  +100\\.0 % .* 0 +- ");
    assertThat(outcome.err())
        .contains("1 expected pictures are not in photos, for example nobody.jpg")
        .contains("Report: " + report);
    assertThat(Files.readString(report))
        .startsWith("<!doctype html>")
        .contains("Recall by language")
        .contains("Mistakes by threshold")
        .contains("photos, exact");
  }

  @Test
  void scriptsGetJson() throws IOException {
    Program.Outcome outcome = eval(QUERIES, "--json");

    JsonNode photos = JsonMapper.shared().readTree(outcome.out()).path("photos");
    assertThat(photos.at("/quality/answerable").intValue()).isEqualTo(4);
    assertThat(photos.at("/quality/recallAt5").doubleValue()).isEqualTo(1);
    assertThat(photos.at("/queries/0/rank").intValue()).isEqualTo(1);
    assertThat(photos.at("/queries/0/best").stringValue()).isEqualTo(ROSE);
    assertThat(photos.at("/queries/0/level").doubleValue()).isPositive();
    assertThat(photos.at("/queries/4/confidence").stringValue()).isEqualTo("none");
    assertThat(photos.at("/unknown/0").stringValue()).isEqualTo("nobody.jpg");
  }

  @Test
  void wrongTablesAndCollectionsAreExplained() throws IOException {
    Program.Outcome wrong = eval("query,answer\na,b\n");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("queries.csv, line 1: column: answer");
    assertThat(eval("picture,expected\nnone.jpg,b\n").err())
        .contains("cannot read the picture")
        .contains("none.jpg");
    Program.Outcome none = pictor("eval", "--queries", folder.resolve("none.csv").toString());
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("none.csv: no such file");
    Program.Outcome nowhere = eval(QUERIES, "nowhere");
    assertThat(nowhere.code()).isEqualTo(ExitCode.FAILED);
    assertThat(nowhere.err()).contains("nowhere");
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(server.uri().resolve("/api/v1/" + path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(json))
              .build(),
          BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          collections/photos/evaluate | {"queries": []}                           | queries: 0 (expected: 1 to 5,000)
          collections/photos/evaluate | {}                                        | queries
          collections/photos/evaluate | {"queries": [{"expected": ["a"]}]}        | queries[0].query
          collections/photos/evaluate | {"queries": [{"query": "a", "rank": 1}]}  | queries[0].rank
          collections/photos/evaluate | {"queries": [{"query": "a"}], "deep": 1}  | deep
          plan                        | {}                                        | pictures
          plan                        | {"pictures": 0, "seconds": 1}             | pictures: 0 (expected: 1 to
          plan                        | {"pictures": 2.5}                         | pictures: 2.5 (expected: a whole number)
          plan                        | {"pictures": 9, "memory": -1, "seconds": 1} | memory: -1
          plan                        | {"pictures": 9, "seconds": 61}            | seconds: 61 (expected: 1 to 60)
          plan                        | {"pictures": 9, "model": "nobody"}        | nobody
          """)
  void badRequestsNameWhatIsWrong(String path, String body, String told) throws Exception {
    HttpResponse<String> response = post(path, body);
    assertThat(response.statusCode()).as(response.body()).isBetween(400, 404);
    assertThat(response.body()).contains(told);
  }

  @Test
  void aPlanSaysWhatToExpect() {
    Program.Outcome outcome =
        pictor("plan", "--images", "200k", "--memory", "8g", "--seconds", "1");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern("This machine: \\d+ cores, .* model pocket: \\d+\\.\\d pictures of 2 mega")
        .containsPattern("200,000 pictures with 8\\.6 GB of memory: indexed in \\d+ (s|min|h)")
        .containsPattern("  float32 +\\d+ MB on disk, .* a search takes about \\d+ ms")
        .contains("It fits as it is.");
    Program.Outcome much = pictor("plan", "--images", "90M", "--memory", "1g", "--seconds", "1");
    assertThat(much.out()).contains("too much").contains("Neither fits");
    JsonNode json =
        JsonMapper.shared()
            .readTree(pictor("plan", "--images", "2M", "--seconds", "1", "--json").out());
    assertThat(json.path("pictures").intValue()).isEqualTo(2_000_000);
    assertThat(json.path("choices"))
        .extracting(each -> each.path("precision").stringValue())
        .isEqualTo(List.of("float32", "int8"));
  }

  @ParameterizedTest
  @CsvSource({"--images,many", "--images,0", "--images,-5", "--memory,4 pounds"})
  void wrongAmountsAreExplained(String option, String value) {
    Program.Outcome outcome =
        option.equals("--images")
            ? pictor("plan", option, value)
            : pictor("plan", "--images", "5", option, value);
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains(option + ": " + value + " (expected: ");
  }
}
