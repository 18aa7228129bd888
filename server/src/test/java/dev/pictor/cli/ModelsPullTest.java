package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.GoldenModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor models pull` from a server of this machine that behaves as a hub.
class ModelsPullTest {

  private static final String GRAPH = "onnx/text_model.onnx";

  @TempDir Path temp;
  private SmallHub hub;

  @BeforeEach
  void start() throws IOException {
    Path source = GoldenModels.split(temp.resolve("source"));
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(source)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        files.put(source.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
      }
    }
    hub = new SmallHub(files);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private String[] line(String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("models", "pull", "--data", temp.resolve("data").toString()));
    line.addAll(List.of(arguments));
    return line.toArray(String[]::new);
  }

  private Program.Outcome pull(String... arguments) {
    return Program.here(line(arguments));
  }

  private Path models() {
    return temp.resolve("data/models");
  }

  @Test
  void aRepositoryIsInstalledOnceAndNotFetchedAgain() {
    Program.Outcome first = pull(SmallHub.REPOSITORY, "--from", hub.base());
    assertThat(first.code()).as(first.toString()).isZero();
    assertThat(first.err()).contains("100 %").contains("Installing and testing");
    assertThat(first.out())
        .contains("tiny-clip is installed and passed its test: 512 numbers")
        .contains("transformers.js or Optimum")
        .contains("pictor serve --model tiny-clip");
    assertThat(models().resolve("tiny-clip/model.json")).isRegularFile();
    assertThat(models().resolve(".incoming/tiny-clip")).doesNotExist();

    int asked = hub.requests().size();
    Program.Outcome second = pull(SmallHub.REPOSITORY, "--from", hub.base(), "--json");
    assertThat(second.code()).isZero();
    JsonNode told = JsonMapper.shared().readTree(second.out());
    assertThat(told.path("alreadyThere").booleanValue()).isTrue();
    assertThat(told.path("name").stringValue()).isEqualTo("tiny-clip");
    assertThat(hub.requests()).hasSize(asked);
  }

  @Test
  void aFolderStandsForTheHub() throws IOException {
    GoldenModels.joint(temp.resolve("stick/owner/clip"));

    Program.Outcome outcome =
        pull("owner/clip", "--from", temp.resolve("stick").toString(), "--name", "from-stick");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("from-stick is installed");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void aNameThatBelongsToAnotherModelIsNotTakenForTheKnownOne() throws IOException {
    Path stick = GoldenModels.joint(temp.resolve("stick"));
    Program.here(
        "models",
        "add",
        stick.toString(),
        "--name",
        "clip-vit-l-14",
        "--data",
        temp.resolve("data").toString());

    Program.Outcome outcome = pull("clip-vit-l-14", "--from", hub.base());

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .contains("512 numbers (expected: 768)", "--name", "models remove clip-vit-l-14");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void aFileOfAnotherDigestIsRefusedByName() {
    hub.digest(GRAPH, "ab".repeat(32));

    Program.Outcome outcome = pull(SmallHub.REPOSITORY, "--from", hub.base());

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("text_model.onnx", "ab".repeat(32));
    assertThat(outcome.out()).isEmpty();
    assertThat(models().resolve("tiny-clip")).doesNotExist();
  }

  @Test
  void aStoppedPullSaysSoAndTheNextOneGoesOn() throws Exception {
    int most = 860_000;
    hub.holdAfter(GRAPH, most);
    Path home = Files.createDirectories(temp.resolve("home"));
    Process process =
        new Program(home, Map.of())
            .builder(line(SmallHub.REPOSITORY, "--from", hub.base()))
            .start();
    process.getOutputStream().close();
    String last = "";
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String each = err.readLine(); each != null; each = err.readLine()) {
        last = each;
        if (each.contains(GRAPH) && process.isAlive()) {
          process.toHandle().destroy(); // leaves the streams open
        }
      }
    }
    assertThat(process.waitFor()).isNotZero();
    assertThat(last).isEqualTo("Stopped. Run it again to go on from here.");

    Program.Outcome next = pull(SmallHub.REPOSITORY, "--from", hub.base());

    assertThat(next.code()).as(next.toString()).isZero();
    assertThat(hub.requests()).anyMatch(each -> each.matches("GET .*text_model.onnx bytes=\\d+-"));
    assertThat(models().resolve("tiny-clip/model.json")).isRegularFile();
  }

  @Test
  void anUnreachableHubIsToldWithEveryFileToFetchByHand() {
    String gone = hub.base();
    hub.close();

    Program.Outcome outcome = pull("clip-vit-b-32", "--from", gone);

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .contains(gone + ": cannot be reached")
        .contains("fetch these files by hand")
        .contains("vision_model.onnx", "text_model.onnx", "tokenizer.json")
        .contains("pictor models add " + models().resolve(".incoming/clip-vit-b-32"));
  }
}
