package dev.pictor.models;

import static dev.pictor.models.DownloadFixture.CONFIG;
import static dev.pictor.models.DownloadFixture.GRAPH;
import static dev.pictor.models.DownloadFixture.bytes;
import static dev.pictor.models.DownloadFixture.files;
import static dev.pictor.models.DownloadFixture.known;
import static dev.pictor.models.DownloadFixture.model;
import static dev.pictor.models.DownloadFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.models.FakeHub.Mishap;
import dev.pictor.models.KnownModel.ModelFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a download does not take, and how it says so.
class DownloadRefusalTest {

  private static final byte[] WEIGHTS = bytes(300_000, 1);
  private static final byte[] DESCRIPTION = "{}".getBytes(StandardCharsets.UTF_8);

  private final FakeHub hub = new FakeHub();
  @TempDir private Path models;

  @BeforeEach
  void fill() {
    hub.large(GRAPH, WEIGHTS);
    hub.small(CONFIG, DESCRIPTION);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private Path run(ModelFile... files) {
    return run(DownloadProgress.NONE, files);
  }

  private Path run(DownloadProgress progress, ModelFile... files) {
    return Download.into(models, hub.client()).run(model(files), Variant.FP32, progress);
  }

  private Path staging() {
    return models.resolve(".incoming/clip");
  }

  @Test
  void longPauseIsToldInsteadOfWaitedFor() {
    hub.next(GRAPH, new Mishap.Code(429, Map.of("Retry-After", "3600")));
    assertThatThrownBy(() -> run(known(WEIGHTS)))
        .isInstanceOf(Overloaded.class)
        .hasMessageContaining("3600 s");
  }

  @Test
  void wrongChecksumDeletesWhatCameAndSaysSo() {
    hub.put(GRAPH, new FakeHub.Content(bytes(300_000, 5), "0".repeat(40), true));
    assertThatThrownBy(() -> run(known(WEIGHTS)))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("model.onnx: sha256 ")
        .hasMessageContaining("expected: " + Digests.sha256(WEIGHTS))
        .hasMessageContaining("deleted");
    assertThat(files(staging())).isEmpty();
  }

  @Test
  void digestThatTheHubTellsIsCheckedWhereTheCatalogueKnowsNone() {
    hub.put(GRAPH, new FakeHub.Content(bytes(300_000, 5), Digests.sha256(WEIGHTS), true));
    assertThatThrownBy(() -> run(unknown())).isInstanceOf(BrokenModel.class);
    assertThat(files(staging())).isEmpty();
  }

  @Test
  void gitHashIsNotTakenForADigest() {
    assertThat(run(ModelFile.of(CONFIG), known(WEIGHTS)).resolve(CONFIG))
        .hasBinaryContent(DESCRIPTION);
  }

  @Test
  void otherFileOfTheHubIsRefusedBeforeItsBytesCome() {
    hub.large(GRAPH, bytes(300_000, 6));
    List<Long> done = new ArrayList<>();
    assertThatThrownBy(() -> run((_, bytes, _) -> done.add(bytes), known(WEIGHTS)))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("another file than the known one");
    assertThat(done).isEmpty();
  }

  @Test
  void wrongLengthIsRefused() {
    hub.large(GRAPH, bytes(299_999, 6));
    assertThatThrownBy(() -> run(known(WEIGHTS)))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("299999 bytes (expected: 300000)");
    assertThat(files(staging())).doesNotContain(GRAPH);
  }

  @Test
  void missingFileIsNamedWithItsRepository() {
    assertThatThrownBy(() -> run(ModelFile.of("tokenizer.json"), known(WEIGHTS)))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("tokenizer.json of owner/clip@" + FakeHub.COMMIT);
  }

  @Test
  void missingFileThatIsOptionalIsLeftOut() {
    ModelFile vocabulary =
        new ModelFile(
            "vocab.json", "vocab.json", Set.of(), OptionalLong.empty(), Optional.empty(), true);
    ModelFile merges =
        new ModelFile(
            "merges.txt", "merges.txt", Set.of(), OptionalLong.of(9), Optional.empty(), true);
    assertThat(files(run(vocabulary, merges, known(WEIGHTS)))).containsExactly(GRAPH);
  }

  @Test
  void refusalSaysHowToGetAToken() {
    hub.next(CONFIG, new Mishap.Code(401, Map.of()));
    assertThatThrownBy(() -> run(ModelFile.of(CONFIG), known(WEIGHTS)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("(401)")
        .hasMessageContaining("set HF_TOKEN");
  }

  @Test
  void gatedRepositorySaysThatItsConditionsMustBeAccepted() {
    hub.next(CONFIG, new Mishap.Code(403, Map.of("X-Error-Code", "GatedRepo")));
    assertThatThrownBy(() -> run(ModelFile.of(CONFIG), known(WEIGHTS)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("accept the conditions");
  }

  @Test
  void wrongTokenIsNamedWithoutBeingShown() {
    hub.next(CONFIG, new Mishap.Code(401, Map.of()));
    Hub withToken = new Hub(new RemoteSource(hub.settings("hf_secret", false)));
    assertThatThrownBy(
            () ->
                Download.into(models, withToken)
                    .run(
                        model(ModelFile.of(CONFIG), known(WEIGHTS)),
                        Variant.FP32,
                        DownloadProgress.NONE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("The token in HF_TOKEN is wrong")
        .hasMessageNotContaining("hf_secret");
  }

  @Test
  void tokenGoesToTheHubAloneAndNotToTheStore() {
    Hub withToken = new Hub(new RemoteSource(hub.settings("hf_secret", false)));
    Download.into(models, withToken)
        .run(model(known(WEIGHTS)), Variant.FP32, DownloadProgress.NONE);
    assertThat(hub.seen())
        .filteredOn(seen -> seen.origin().equals("hub"))
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.header("authorization")).contains("Bearer hf_secret"));
    assertThat(hub.seen())
        .filteredOn(seen -> seen.origin().equals("store"))
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.header("authorization")).isEmpty());
  }

  @Test
  void fullDiskIsMetBeforeAnythingIsFetched() {
    Download download = Download.into(models, hub.client()).on(_ -> WEIGHTS.length);
    assertThatThrownBy(
            () ->
                download.run(
                    model(ModelFile.of(CONFIG), known(WEIGHTS)),
                    Variant.FP32,
                    DownloadProgress.NONE))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("0 MB free (expected: 33 MB for the model)");
    assertThat(hub.contentRequests(GRAPH)).isEmpty();
  }

  @Test
  void secondDownloadOfTheSameModelIsRefused() {
    List<Throwable> refused = new ArrayList<>();
    run(
        (_, _, _) -> {
          if (refused.isEmpty()) {
            refused.add(catchThrowable(() -> run(known(WEIGHTS))));
          }
        },
        known(WEIGHTS));
    assertThat(refused).singleElement().isInstanceOf(Conflict.class);
    assertThat(refused.getFirst()).hasMessageContaining("clip is being downloaded");
  }

  @Test
  void unreachableHubTellsWhatToFetchByHandAndWhatToRunThen() {
    hub.close();
    assertThatThrownBy(() -> run(ModelFile.of(CONFIG), known(WEIGHTS)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining(hub.base() + ": cannot be reached: no connection")
        .hasMessageContaining(hub.base() + "/owner/clip/resolve/" + FakeHub.COMMIT + "/config.json")
        .hasMessageContaining(
            hub.base() + "/owner/clip/resolve/" + FakeHub.COMMIT + "/onnx/model.onnx")
        .hasMessageContaining("as " + staging().resolve(GRAPH))
        .hasMessageContaining("pictor models add " + staging());
  }

  @Test
  void filesThatCameAreNotAskedForByHand() {
    hub.next(
        GRAPH,
        new Mishap.HangUp(),
        new Mishap.Code(500, Map.of()),
        new Mishap.Code(500, Map.of()),
        new Mishap.Code(500, Map.of()),
        new Mishap.Code(502, Map.of()),
        new Mishap.Code(502, Map.of()),
        new Mishap.Code(502, Map.of()),
        new Mishap.Code(502, Map.of()),
        new Mishap.Code(502, Map.of()),
        new Mishap.Code(502, Map.of()));
    assertThatThrownBy(() -> run(ModelFile.of(CONFIG), known(WEIGHTS)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("answers 50")
        .hasMessageContaining("/onnx/model.onnx")
        .hasMessageNotContaining("config.json");
  }

  @Test
  void variantThatTheModelHasNotIsRefused() {
    assertThatThrownBy(
            () ->
                Download.into(models, hub.client())
                    .run(model(known(WEIGHTS)), Variant.INT8, DownloadProgress.NONE))
        .isInstanceOf(NotFound.class)
        .hasMessage("clip: no variant int8 (expected: fp32)");
  }
}
