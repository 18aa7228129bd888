package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor models` as a user types it, with tiny models; `pull` has a class of its own.
class ModelsCommandsTest {

  @TempDir Path temp;
  private Path data = Path.of("");

  @BeforeEach
  void place() {
    data = temp.resolve("data");
  }

  private Program.Outcome models(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of("models", command, "--data", data.toString()));
    line.addAll(List.of(arguments));
    return Program.here(line.toArray(String[]::new));
  }

  private static JsonNode json(Program.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.toString()).isZero();
    return JsonMapper.shared().readTree(outcome.out());
  }

  /// Adds the tiny model.
  private void add(String name, String... arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(GoldenModels.split(temp.resolve("source of " + name)).toString());
    all.addAll(List.of("--name", name));
    all.addAll(List.of(arguments));
    Program.Outcome added = models("add", all.toArray(String[]::new));
    assertThat(added.code()).as(added.toString()).isZero();
  }

  private Path bundle(String name) {
    return data.resolve("models").resolve(name);
  }

  @Test
  void listShowsWhatIsInstalledAndWhatCanBePulled() throws IOException {
    add("tiny", "--languages", "en,zh");

    Program.Outcome list = models("list");
    assertThat(list.code()).isZero();
    assertThat(list.out())
        .containsPattern("pocket +512 numbers  .*\\(default\\)")
        .containsPattern("tiny +512 numbers  en, zh")
        .containsPattern("To be had with `pictor models pull NAME`:\\s+clip-vit-b-32 +512 numbers")
        .containsPattern("clip-vit-l-14-336 +768 numbers +1\\.7 GB  en: ");

    JsonNode answer = json(models("list", "--json"));
    assertThat(answer.path("default").stringValue()).isEqualTo("pocket");
    assertThat(answer.path("models").findValuesAsString("name")).containsExactly("pocket", "tiny");
    assertThat(answer.path("known").findValuesAsString("name"))
        .contains("clip-vit-b-32", "siglip2-base", "jina-clip-v2");
  }

  @Test
  void infoTellsFactsAndLeavesOutWhatIsNotThere() throws IOException {
    add("tiny", "--alias", "ViT-B-32");

    Program.Outcome tiny = models("info", "ViT-B-32");
    assertThat(tiny.code()).isZero();
    assertThat(tiny.out())
        .containsPattern("name +tiny\n")
        .containsPattern("installed +.*models.tiny\n")
        .containsPattern("aliases +ViT-B-32\n")
        .containsPattern("pictures +224 x 224, the middle, shorter side 224, bicubic\n")
        .containsPattern("texts +.*: up to 77 tokens\n")
        .containsPattern("confidence +unknown, it is not calibrated\n")
        .containsPattern("fingerprint +[0-9a-f]{64}\n")
        .containsPattern("size +[0-9.]+ [KM]B\n");
    Program.Outcome pocket = models("info", "pocket");
    assertThat(pocket.out())
        .containsPattern("installed +with the program\n")
        .containsPattern("confidence +calibrated\n")
        .doesNotContain("aliases")
        .doesNotContain("size ");

    JsonNode facts = json(models("info", "tiny", "--json"));
    assertThat(facts.path("aliases").get(0).stringValue()).isEqualTo("ViT-B-32");
    assertThat(facts.path("size").longValue()).isPositive();
    JsonNode known = json(models("info", "ViT-L-14", "--json"));
    assertThat(known.path("name").stringValue()).isEqualTo("clip-vit-l-14");
    assertThat(known.at("/variants/fp32").stringValue()).isEqualTo("1.7 GB");
    assertThat(models("info", "mobileclip2-s0").out())
        .contains("pictor models pull mobileclip2-s0")
        .contains("not commercial");
  }

  @Test
  void addTakesAFolderWithAliasesAndIsRepeatedWithoutHarm() throws IOException {
    Path source = GoldenModels.roboflow(temp.resolve("Cache of Roboflow"));
    Program.Outcome added = models("add", source.toString(), "--alias", "ViT-B-32");
    assertThat(added.code()).as(added.toString()).isZero();
    assertThat(added.out())
        .contains("cache-of-roboflow is installed and passed its test: 512 numbers")
        .contains("Roboflow Inference")
        .contains("pictor serve --model cache-of-roboflow", "clip_version_id ViT-B-32");

    JsonNode again = json(models("add", source.toString(), "--json"));
    assertThat(again.path("alreadyThere").booleanValue()).isTrue();
    assertThat(again.path("layout").stringValue()).isEqualTo("Roboflow Inference");
    Program.Outcome alias = models("add", source.toString(), "--alias", "RN50");
    assertThat(alias.code()).isEqualTo(ExitCode.FAILED);
    assertThat(alias.err()).contains("--model-alias RN50=cache-of-roboflow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          add               | 2 | FOLDER
          add no-such       | 1 | no-such
          add . --name A!   | 2 | name: A! (expected
          add . --name pocket | 1 | comes with the program
          add . --variant x | 2 | expected: fp32, fp16, int8
          info no-such      | 1 | clip-vit-b-32
          check no-such     | 1 | installed: pocket
          bench no-such     | 1 | installed: pocket
          bench --seconds 0 | 2 | 1 to 600
          remove no-such    | 1 | installed: pocket
          remove pocket     | 1 | comes with the program
          remove x --url http://localhost:1 | 2 | on the machine that has them
          pull no-such      | 1 | OWNER/REPOSITORY
          pull clip-vit-b-32 --variant x      | 2 | expected: fp32, fp16, int8
          pull laion-vit-b-32 --variant int8  | 1 | no variant int8 (expected: fp32)
          pull clip-vit-b-32 --revision v1    | 2 | only with OWNER/REPOSITORY
          pull clip-vit-b-32 --from /no-such  | 2 | or a folder
          pull clip-vit-b-32 --name pocket    | 1 | comes with the program
          pull owner/x --name A!              | 2 | name: A! (expected
          """)
  void whatIsWrongIsSaidWithTheCodeForScripts(String line, int code, String reason) {
    String[] words = line.split(" ", -1);
    List<String> arguments = new ArrayList<>(List.of(words).subList(1, words.length));
    if (arguments.remove(".")) {
      arguments.add(temp.toString());
    }

    Program.Outcome outcome = models(words[0], arguments.toArray(String[]::new));

    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(code);
    assertThat(outcome.err()).contains(reason).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aFolderWithoutAModelIsRefusedAndLeavesNothing() throws IOException {
    Path source = Files.createDirectories(temp.resolve("holiday"));
    Files.writeString(source.resolve("photo.txt"), "no model");

    Program.Outcome outcome = models("add", source.toString());

    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("holiday", "expected");
    assertThat(bundle("holiday")).doesNotExist();
  }

  @Test
  void checkNamesTheFlippedByteAndPassesTheOthers() throws IOException {
    add("sound");
    add("flipped");
    Path graph = bundle("flipped").resolve("picture.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 1;
    Files.write(graph, bytes);

    Program.Outcome outcome = models("check");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out())
        .containsPattern("pocket: sound \\([0-9]+ files")
        .containsPattern("sound: sound \\([0-9]+ files")
        .containsPattern("flipped: DAMAGED: .*picture.onnx: damaged \\(expected: SHA-256 ");
    assertThat(outcome.err()).contains("pictor models remove NAME");
    assertThat(models("check", "sound", "--json").code()).isZero();
    Program.Outcome one = models("check", "flipped", "--json");
    assertThat(one.code()).isEqualTo(ExitCode.FAILED);
    assertThat(JsonMapper.shared().readTree(one.out()).at("/0/problems").size()).isEqualTo(1);
  }

  @Test
  void benchMeasuresAndSaysWhichVariantToUse() throws IOException {
    add("tiny");
    add("tiny-int8");

    JsonNode answer = json(models("bench", "tiny", "tiny-int8", "--seconds", "1", "--json"));

    for (String name : List.of("tiny", "tiny-int8")) {
      JsonNode speed = answer.path("speeds").path(name);
      assertThat(speed.path("picturesASecond").doubleValue()).isPositive();
      assertThat(speed.path("textsASecond").doubleValue()).isPositive();
      assertThat(speed.path("picture").doubleValue()).isBetween(0.0, 60.0);
    }
    // Both have the same weights, so the vectors agree, and only speed decides.
    JsonNode advice = answer.path("advice").path("tiny-int8");
    assertThat(answer.path("advice").size()).isEqualTo(1);
    assertThat(advice.path("reference").stringValue()).isEqualTo("tiny");
    assertThat(advice.path("pictures").doubleValue()).isGreaterThan(0.9999);
    assertThat(advice.path("texts").doubleValue()).isGreaterThan(0.9999);
    assertThat(advice.path("use").stringValue())
        .isEqualTo(advice.path("gain").doubleValue() >= 1.2 ? "tiny-int8" : "tiny");
    assertThat(advice.path("sentence").stringValue()).contains("times the pictures a second");
  }

  @Test
  void removeKeepsWhatCollectionsOrSettingsNeedUnlessForced() throws IOException {
    add("tiny", "--alias", "ViT-B-32");
    Program.Outcome made =
        Program.here("collections", "create", "art", "--model", "tiny", "--data", data.toString());
    assertThat(made.code()).as(made.toString()).isZero();

    Program.Outcome needed = models("remove", "ViT-B-32");
    assertThat(needed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(needed.err()).contains("tiny: made the vectors of art", "--force");
    Path config = Files.writeString(temp.resolve("pictor.yaml"), "model: ViT-B-32\n");
    Program.Outcome set = models("remove", "tiny", "--config", config.toString());
    assertThat(set.code()).isEqualTo(ExitCode.FAILED);
    assertThat(set.err()).contains("is the model of the settings");
    assertThat(bundle("tiny")).isDirectory();

    JsonNode removed = json(models("remove", "tiny", "--force", "--json"));
    assertThat(removed.path("removed").stringValue()).isEqualTo("tiny");
    assertThat(bundle("tiny")).doesNotExist();
    add("other");
    assertThat(models("remove", "other").out()).contains("other is removed.");
  }

  @Test
  void removeKeepsWhatAnyGenerationOfACollectionNeeds() throws Exception {
    add("tiny");
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.copy(Path.of("../examples/photos/kodak/kodim05.jpg"), photos.resolve("kodim05.jpg"));
    ServerConfig config = ServerConfig.builder().data(data).photos(List.of(photos)).port(0).build();
    try (PictorServer server = PictorServer.start(config);
        TestClient client = new TestClient(server.uri(), "")) {
      String _ = client.events(server.firstJob().orElseThrow());

      reembed("--model", "tiny");
      refusesToRemoveTiny("tiny: makes the next generation of photos");
      reembed("--switch");
      refusesToRemoveTiny("tiny: made the vectors of photos");
      reembed("--rollback");
      refusesToRemoveTiny("tiny: made the previous generation of photos");
      reembed("--discard");
      assertThat(models("remove", "tiny").out()).contains("tiny is removed.");
    }
  }

  private void reembed(String... options) {
    List<String> line = new ArrayList<>(List.of("reembed", "photos", "--data", data.toString()));
    line.addAll(List.of(options));
    Program.Outcome outcome = Program.here(line.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.toString()).isZero();
  }

  private void refusesToRemoveTiny(String reason) {
    Program.Outcome outcome = models("remove", "tiny");
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains(reason, "--force");
    assertThat(bundle("tiny")).isDirectory();
  }

  @Test
  void theDefaultModelOfARunningServerIsNotRemoved() throws IOException {
    add("tiny");
    ServerConfig config = ServerConfig.builder().data(data).model("tiny").port(0).build();
    try (PictorServer server = PictorServer.start(config)) {
      assertThat(server.awaitModel()).isTrue();
      Program.Outcome outcome = models("remove", "tiny");
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err()).contains("default model of the running server", "--force");
    }
  }

  @Test
  void aRunningServerFindsAModelThatIsAddedMeanwhile() throws Exception {
    ServerConfig config = ServerConfig.builder().data(data).port(0).build();
    try (PictorServer server = PictorServer.start(config);
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(client.post("api/v1/embed", "{\"texts\":[\"a\"],\"model\":\"tiny\"}").statusCode())
          .isEqualTo(404);
      add("tiny", "--alias", "ViT-B-32");

      JsonNode listed = TestClient.json(client.get("api/v1/models")).at("/models/1");
      assertThat(listed.path("name").stringValue()).isEqualTo("tiny");
      assertThat(listed.at("/aliases/0").stringValue()).isEqualTo("ViT-B-32");
      assertThat(listed.path("loaded").booleanValue()).isFalse();
      JsonNode vectors =
          TestClient.json(
              client.post("api/v1/embed", "{\"texts\":[\"a dog\"],\"model\":\"ViT-B-32\"}"));
      assertThat(vectors.path("model").stringValue()).isEqualTo("tiny");
      assertThat(vectors.path("texts").get(0).size()).isEqualTo(512);
      assertThat(
              client
                  .post("api/v1/collections", "{\"name\":\"art\",\"model\":\"tiny\"}")
                  .statusCode())
          .isEqualTo(201);
      JsonNode found =
          TestClient.json(client.post("api/v1/collections/art/search", "{\"query\":\"a dog\"}"));
      assertThat(found.path("model").stringValue()).as(found.toString()).isEqualTo("tiny");
    }
  }

  @Test
  void aBrokenManifestIsListedAndHidesNobody() throws Exception {
    add("tiny");
    Files.createDirectories(bundle("odd"));
    Files.writeString(bundle("odd").resolve("model.json"), "{");

    Program.Outcome list = models("list");
    assertThat(list.code()).isZero();
    assertThat(list.out())
        .containsPattern("odd +broken: .*model.json")
        .contains("tiny ", "pocket ");
    JsonNode answer = json(models("list", "--json"));
    assertThat(answer.at("/broken/odd").stringValue()).contains("model.json");
    assertThat(answer.path("models").findValuesAsString("name")).containsExactly("pocket", "tiny");
    Program.Outcome check = models("check", "odd");
    assertThat(check.code()).isEqualTo(ExitCode.FAILED);
    assertThat(check.out()).contains("odd: DAMAGED: ").contains("model.json");
    assertThat(models("pull", "owner/x", "--name", "odd").err())
        .contains("installed but broken", "pictor models remove odd");
    assertThat(models("remove", "odd").code()).isZero();
    assertThat(models("list").out()).doesNotContain("odd ");
  }
}
