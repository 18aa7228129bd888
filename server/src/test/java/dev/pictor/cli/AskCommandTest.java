package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.vision.FakeVision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor ask` on three photos, with a vision model that is a local server and without one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskCommandTest {

  private static final Path EXAMPLES = Path.of("../examples/photos").toAbsolutePath().normalize();
  private static final String ZEBRAS = "animals/happymillerman-30230914936.jpg";
  private static final List<String> PHOTOS =
      List.of(
          ZEBRAS,
          "food/nan-palmero-26268791474.jpg",
          "transportation/automobile-italia-123760891.jpg");

  @TempDir static Path scratch;
  private FakeVision vision;
  private Path withModel;

  @BeforeAll
  void index() throws IOException {
    vision = FakeVision.start();
    withModel =
        Files.writeString(
            scratch.resolve("pictor.yaml"),
            "answer-url: %s\nanswer-model: llava\n".formatted(vision.url()));
    for (String photo : PHOTOS) {
      Path copy = scratch.resolve("photos").resolve(photo);
      Files.createDirectories(copy.getParent());
      Files.copy(EXAMPLES.resolve(photo), copy);
    }
    Program.Outcome indexed =
        Program.here("index", "--data", data(), scratch.resolve("photos").toString());
    assertThat(indexed.code()).as(indexed.toString()).isZero();
  }

  @AfterAll
  void stop() {
    vision.close();
  }

  @BeforeEach
  void forget() {
    vision.forget();
  }

  private static String data() {
    return scratch.resolve("data").toString();
  }

  private Program.Outcome ask(String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("ask", "--data", data(), "--config", withModel.toString()));
    line.addAll(Arrays.asList(arguments));
    return Program.here(line.toArray(String[]::new));
  }

  @Test
  void theAnswerAndThenItsSourcesArePrinted() {
    vision.next(FakeVision.says("They ", "graze [1]."));

    Program.Outcome outcome = ask("What are the zebras doing?");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out().lines().toList())
        .startsWith("They graze [1].", "")
        .anyMatch(line -> line.matches("\\[1]  strong   0\\.\\d{3}  " + ZEBRAS));
  }

  @Test
  void withoutAModelTheRecordsAnswer() {
    Program.Outcome outcome = Program.here("ask", "--data", data(), "有斑马吗？");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).startsWith("与“斑马”匹配的图片：").contains("尚未配置视觉模型", ZEBRAS);
    assertThat(vision.asked()).isEmpty();
  }

  @Test
  void aPictureFileIsAskedAbout() {
    Program.Outcome outcome = ask("What is it?", EXAMPLES.resolve(ZEBRAS).toString());

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).isEqualTo("It is a dog [1]." + System.lineSeparator());
    assertThat(vision.asked().getFirst().pictures()).hasSize(1);
  }

  @Test
  void theJsonIsForScripts() {
    Program.Outcome outcome = ask("What are the zebras doing?", "--limit", "1", "--json");

    assertThat(outcome.code()).isZero();
    JsonNode answer = JsonMapper.shared().readTree(outcome.out());
    assertThat(answer.path("answer").stringValue()).isEqualTo("It is a dog [1].");
    assertThat(answer.at("/sources/0/id").stringValue()).isEqualTo(ZEBRAS);
    assertThat(answer.path("sources").size()).isEqualTo(1);
  }

  @Test
  void nothingMatchesHasItsOwnExitCode() {
    Program.Outcome outcome = ask("asdkj qwpeoi zxmnb?");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).startsWith("No picture matches");
  }

  @Test
  void aRefusalAndABrokenAnswerFailAfterWhatWasSaid() {
    vision.next(FakeVision.refuses("No."), FakeVision.endsAfter("They "));

    Program.Outcome refused = ask("What are the zebras doing?");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err().strip()).isEqualTo("No.");

    Program.Outcome broken = ask("What are the zebras doing?");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).startsWith("They");
    assertThat(broken.err()).contains("broke the answer off");
  }

  @Test
  void aMissingModelIsToldInOneSentence() {
    vision.next(FakeVision.status(404, Map.of(), "{\"error\":\"model 'llava' not found\"}"));

    Program.Outcome outcome = ask("What are the zebras doing?", "--json");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip()).contains("ollama pull llava").doesNotContain("\n");
  }

  @Test
  void wrongWordsAreAWrongCommandLine() {
    assertThat(Program.here("ask").code()).isEqualTo(2);
    assertThat(ask("What?", "nowhere.jpg").err()).contains("nowhere.jpg: no such file");
    assertThat(ask("What?", "--language", "fr").code()).isEqualTo(2);
    assertThat(ask("What?", "--filter", "{").err()).contains("--filter: {");
    assertThat(ask("What?", "--collection", "dogs").err()).contains("collection dogs");
  }
}
