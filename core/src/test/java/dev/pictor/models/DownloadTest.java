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

import dev.pictor.error.Conflict;
import dev.pictor.files.DiskSpace;
import dev.pictor.models.FakeHub.Mishap;
import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Downloads from a hub that does what hubs do, and what becomes of broken ones.
class DownloadTest {

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
    return Download.into(models, hub.client()).run(model(files), Variant.FP32, telling(progress));
  }

  /// Tells the hub too, see [FakeHub#received].
  private DownloadProgress telling(DownloadProgress progress) {
    return new DownloadProgress() {
      @Override
      public void advanced(String file, long doneBytes, long totalBytes) {
        hub.received(doneBytes);
        progress.advanced(file, doneBytes, totalBytes);
      }

      @Override
      public boolean cancelled() {
        return progress.cancelled();
      }
    };
  }

  private Path staging() {
    return models.resolve(".incoming/clip");
  }

  @Test
  void wholeModelComesFromTheStoreThatTheHubRedirectsTo() throws IOException {
    Path folder = run(ModelFile.of(CONFIG), known(WEIGHTS));
    assertThat(folder).isEqualTo(staging());
    assertThat(files(folder)).containsExactly(CONFIG, GRAPH);
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
    assertThat(folder.resolve(CONFIG)).hasBinaryContent(DESCRIPTION);
    assertThat(hub.contentRequests(GRAPH)).hasSize(1);
  }

  @Test
  void fileIsSavedWhereTheCatalogueSays() {
    ModelFile graph = known(WEIGHTS);
    Path folder =
        run(
            new ModelFile(
                GRAPH, "onnx/other.onnx", graph.variants(), graph.bytes(), graph.sha256(), false));
    assertThat(files(folder)).containsExactly("onnx/other.onnx");
  }

  @Test
  void progressReachesTheTotalOfAllFiles() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    run(
        (_, doneBytes, totalBytes) -> {
          done.add(doneBytes);
          totals.add(totalBytes);
        },
        ModelFile.of(CONFIG),
        known(WEIGHTS));
    long total = (long) WEIGHTS.length + DESCRIPTION.length;
    assertThat(totals).containsOnly(total);
    assertThat(done).isSorted().endsWith(total);
  }

  @Test
  void brokenConnectionIsGoneOnWithFromWhereItBroke() {
    hub.next(GRAPH, new Mishap.BreakAfter(100_000));
    Path folder = run(known(WEIGHTS));
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
    assertThat(hub.contentRequests(GRAPH))
        .extracting(seen -> seen.header("range"))
        .containsExactly(Optional.empty(), Optional.of("bytes=100000-"));
    assertThat(hub.contentRequests(GRAPH).getLast().header("if-range"))
        .contains("\"store-" + Digests.sha256(WEIGHTS) + "\"");
  }

  @Test
  void connectionThatBreaksMoreOftenThanRetriesAreAllowedStillBringsTheFile() {
    for (int i = 0; i < 20; i++) {
      hub.next(GRAPH, new Mishap.BreakAfter(10_000));
    }
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void fileThatChangedWhileItWasBrokenBeginsAgain() {
    hub.next(GRAPH, new Mishap.BreakAfter(100_000));
    byte[] other = bytes(300_000, 2);
    Path folder =
        run(
            (_, doneBytes, _) -> {
              if (doneBytes == 100_000) {
                hub.large(GRAPH, other);
              }
            },
            unknown());
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(other);
  }

  @Test
  void restOfTheSameFileIsTakenAlthoughTheStoreTagsItAnew() {
    hub.next(GRAPH, new Mishap.BreakAfter(100_000));
    Path folder = run((_, _, _) -> hub.storeEtag("\"moved\""), known(WEIGHTS));
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void storeWithoutRangesSendsTheWholeFileAgain() {
    hub.next(GRAPH, new Mishap.BreakAfter(100_000), new Mishap.NoRanges());
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void partThatIsWholeAlreadyNeedsNoMoreBytes() throws IOException {
    hub.next(GRAPH, new Mishap.BreakAfter(WEIGHTS.length - 1));
    assertThatThrownBy(
            () ->
                run(
                    (_, doneBytes, _) -> {
                      if (doneBytes == WEIGHTS.length - 1) {
                        throw new CancellationException("killed");
                      }
                    },
                    known(WEIGHTS)))
        .isInstanceOf(CancellationException.class);
    Path part = staging().resolve(GRAPH + ".part");
    Files.write(part, WEIGHTS);
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void partThatIsLongerThanTheFileIsThrownAway() throws IOException {
    Path part = staging().resolve(GRAPH + ".part");
    Files.createDirectories(part.getParent());
    Files.write(part, bytes(400_000, 3));
    Files.writeString(
        staging().resolve(GRAPH + ".part.etag"),
        Digests.sha256(WEIGHTS) + "\n\"store-" + Digests.sha256(WEIGHTS) + "\"\n");
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void cancelledRunLeavesAPartThatTheNextRunGoesOnWith() {
    DownloadProgress impatient =
        new DownloadProgress() {
          private boolean enough;

          @Override
          public void advanced(String file, long doneBytes, long totalBytes) {
            enough = doneBytes > 50_000;
          }

          @Override
          public boolean cancelled() {
            return enough;
          }
        };
    assertThatThrownBy(() -> run(impatient, known(WEIGHTS)))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("kept");
    assertThat(files(staging())).containsExactly(GRAPH + ".part", GRAPH + ".part.etag");
    long kept = staging().resolve(GRAPH + ".part").toFile().length();
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
    assertThat(hub.contentRequests(GRAPH).getLast().header("range"))
        .contains("bytes=" + kept + "-");
  }

  @Test
  void wholeFileOfAnEarlierRunIsNotFetchedAgain() {
    run(known(WEIGHTS));
    run(known(WEIGHTS));
    assertThat(hub.contentRequests(GRAPH)).hasSize(1);
  }

  @Test
  void damagedFileOfAnEarlierRunIsFetchedAgain() throws IOException {
    Path graph = run(known(WEIGHTS)).resolve(GRAPH);
    Files.write(graph, bytes(300_000, 4));
    run(known(WEIGHTS));
    assertThat(graph).hasBinaryContent(WEIGHTS);
  }

  @Test
  void busyHubIsAskedAgain() {
    hub.next(
        GRAPH,
        new Mishap.Code(429, Map.of("Retry-After", "0")),
        new Mishap.Code(500, Map.of()),
        new Mishap.HangUp(),
        new Mishap.Code(503, Map.of("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")));
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void stalledConnectionIsGivenUpAndTriedAgain() {
    hub.next(GRAPH, new Mishap.Stall());
    HubSettings calm = hub.settings("", false);
    HubSettings hasty =
        new HubSettings(
            calm.base(),
            "",
            false,
            calm.connect(),
            Duration.ofMillis(500),
            calm.pause(),
            calm.retries());
    Path folder =
        Download.into(models, new Hub(new RemoteSource(hasty)))
            .run(model(known(WEIGHTS)), Variant.FP32, DownloadProgress.NONE);
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void whatIsThereAlreadyNeedsNoRoom() {
    hub.next(GRAPH, new Mishap.BreakAfter(200_000));
    assertThatThrownBy(
            () ->
                run(
                    (_, doneBytes, _) -> {
                      if (doneBytes == 200_000) {
                        throw new CancellationException("killed");
                      }
                    },
                    known(WEIGHTS)))
        .isInstanceOf(CancellationException.class);
    Path folder =
        Download.into(models, hub.client())
            .on(_ -> DiskSpace.RESERVE_BYTES + 110_000)
            .run(model(known(WEIGHTS)), Variant.FP32, DownloadProgress.NONE);
    assertThat(folder.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void killedProcessLeavesAPartAndNoLock() throws Exception {
    Process other = HoldingDownload.start(hub.base(), models);
    try {
      assertThatThrownBy(() -> run(known(WEIGHTS)))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("clip is being downloaded by another process");
    } finally {
      other.destroyForcibly();
      other.waitFor();
    }
    assertThat(files(staging())).containsExactly(GRAPH + ".part", GRAPH + ".part.etag");
    long kept = staging().resolve(GRAPH + ".part").toFile().length();
    assertThat(kept).isPositive();
    assertThat(run(known(WEIGHTS)).resolve(GRAPH)).hasBinaryContent(WEIGHTS);
    assertThat(hub.contentRequests(GRAPH).getLast().header("range"))
        .contains("bytes=" + kept + "-");
  }
}
