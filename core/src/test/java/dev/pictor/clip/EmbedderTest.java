package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbedderTest {

  private static final Caller GONE = () -> CompletableFuture.completedFuture(true);

  @Test
  void allGoldenPhotosAgreeWithTheReference() throws IOException {
    try (Embedder embedder = open(2, 256)) {
      JsonNode golden =
          JsonMapper.shared()
              .readTree(CheckedFile.unchecked(TestBundles.classPath(), GoldenVectors.FILE));
      assertThat(golden.get("photos")).hasSize(12);
      for (JsonNode photo : golden.get("photos")) {
        String path = photo.get("path").stringValue();
        byte[] bytes = Files.readAllBytes(TestBundles.photo(path));
        ImageEmbedding actual = embedder.image(bytes);
        assertThat(actual.sha256()).isEqualTo(photo.get("sha256").stringValue());
        assertThat(
                Similarity.COSINE.score(actual.embedding().vector(), GoldenVectors.vector(photo)))
            .as(path)
            .isGreaterThan(0.999f);
      }
    }
  }

  @Test
  void picturesOfABatchHaveTheVectorsTheyHaveAlone() throws Exception {
    List<byte[]> photos = TestBundles.photos("animals", 12);
    try (Embedder single = open(1, 256);
        Embedder batched = openTogether(1, 256);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ImageEmbedding>> answers = new ArrayList<>();
      for (byte[] photo : photos) {
        answers.add(callers.submit(() -> batched.image(photo)));
      }
      for (int i = 0; i < photos.size(); i++) {
        float[] together = answers.get(i).get().embedding().vector().shared();
        float[] alone = single.image(photos.get(i)).embedding().vector().shared();
        for (int j = 0; j < alone.length; j++) {
          assertThat(together[j]).isCloseTo(alone[j], org.assertj.core.data.Offset.offset(1e-5f));
        }
      }
      assertThat(batched.stats().batches()).isLessThan(photos.size());
    }
  }

  @Test
  void badPicturesFailAloneAmongSixtyFourCallers() throws Exception {
    List<byte[]> photos = TestBundles.photos("animals", 8);
    try (Embedder embedder = openTogether(2, 256);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ImageEmbedding>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        byte[] picture = i % 4 == 3 ? bad(i) : photos.get(i % photos.size());
        answers.add(callers.submit(() -> embedder.image(picture)));
      }
      for (int i = 0; i < 64; i++) {
        Future<ImageEmbedding> answer = answers.get(i);
        if (i % 4 == 3) {
          assertThatThrownBy(answer::get).hasCauseInstanceOf(InvalidRequest.class);
        } else {
          assertThat(answer.get().embedding().vector().norm())
              .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
        }
      }
    }
  }

  @Test
  void aRepeatedPictureAndTextAreCacheHitsThatCostNothing() throws IOException {
    byte[] photo = TestBundles.photos("food", 1).getFirst();
    try (Embedder embedder = open(1, 16)) {
      ImageEmbedding first = embedder.image(photo);
      ImageEmbedding second = embedder.image(photo.clone());
      embedder.text("red car");
      TextEmbedding text = embedder.text("red car");
      assertThat(second.embedding()).isEqualTo(first.embedding());
      assertThat(second.times()).isEqualTo(StageTimes.zero());
      assertThat(text.times()).isEqualTo(StageTimes.zero());
      EmbedderStats stats = embedder.stats();
      assertThat(List.of(stats.imageHits(), stats.imageMisses())).containsExactly(1L, 1L);
      assertThat(List.of(stats.textHits(), stats.textMisses())).containsExactly(1L, 1L);
      assertThat(List.of(stats.picturesEncoded(), stats.textsEncoded())).containsExactly(1L, 1L);
      assertThat(stats.queue()).isPositive();
    }
  }

  @Test
  void onlyATextThatIsCutSaysSo() {
    try (Embedder embedder = open(1, 16)) {
      assertThat(embedder.text("a bridge").truncated()).isFalse();
      assertThat(embedder.text("").truncated()).isFalse();
      assertThat(embedder.text("bridge ".repeat(126)).truncated()).isFalse();
      assertThat(embedder.text("bridge ".repeat(127)).truncated()).isTrue();
      assertThat(embedder.text("桥".repeat(127)).truncated()).isTrue();
    }
  }

  @Test
  void aClosedEmbedderIsUnavailable() {
    Embedder embedder = open(1, 16);
    embedder.close();
    assertThatThrownBy(() -> embedder.text("red car")).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> embedder.image(bad(1))).isInstanceOf(Unavailable.class);
  }

  @Test
  void closingWhileBusyAnswersOrRefusesEveryCaller() throws Exception {
    List<byte[]> photos = TestBundles.photos("animals", 20);
    Embedder embedder = openTogether(2, 256);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ImageEmbedding>> answers = new ArrayList<>();
      for (byte[] photo : photos) {
        answers.add(callers.submit(() -> embedder.image(photo)));
      }
      answers.getFirst().get();
      embedder.close();
      for (Future<ImageEmbedding> answer : answers) {
        try {
          assertThat(answer.get().embedding().vector().dimension()).isEqualTo(512);
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(Unavailable.class);
        }
      }
    }
  }

  @Test
  void aFullQueueIsOverloadedAndADroppedJobMakesRoom() {
    JobQueue<String> queue = new JobQueue<>("pictures", 2);
    queue.add("a");
    queue.add("b");
    assertThatThrownBy(() -> queue.add("c"))
        .isInstanceOfSatisfying(
            Overloaded.class, full -> assertThat(full.retryAfter()).isPositive());
    queue.remove("a");
    queue.add("c");
    assertThat(queue.take(8)).containsExactly("b", "c");
  }

  @Test
  void anInterruptedCallerLeavesTheQueue() {
    try (Lane<String, String> lane = new Lane<>("texts", 4, 1, 1, () -> jobs -> {})) {
      Job<String, String> job = lane.submit("never answered");
      assertThat(job.join()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> lane.await(job)).isInstanceOf(Unavailable.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(job.join()).isFalse();
      assertThat(lane.queued()).isZero();
    }
  }

  @Test
  void aCallerWhoHasGoneLeavesTheQueueAndOthersAreAnswered() {
    CountDownLatch turn = new CountDownLatch(1);
    List<String> worked = new CopyOnWriteArrayList<>();
    try (Lane<String, String> lane = new Lane<>("texts", 4, 1, 1, () -> answering(turn, worked))) {
      Job<String, String> first = joined(lane.submit("first"));
      Job<String, String> shared = joined(joined(lane.submit("of two callers")));
      Job<String, String> alone = joined(lane.submit("of one caller"));
      for (Job<String, String> each : List.of(shared, alone)) {
        assertThatThrownBy(
                () -> ScopedValue.where(Caller.PRESENT, GONE).call(() -> lane.await(each)))
            .isInstanceOf(CallerGone.class);
      }
      turn.countDown();
      assertThat(lane.await(shared)).isEqualTo("OF TWO CALLERS");
      assertThat(lane.await(first)).isEqualTo("FIRST");
      assertThat(alone.join()).isFalse();
    }
    assertThat(worked).containsExactly("first", "of two callers");
  }

  private static Job<String, String> joined(Job<String, String> job) {
    assertThat(job.join()).isTrue();
    return job;
  }

  private static Lane.Worker<String, String> answering(CountDownLatch turn, List<String> worked) {
    return jobs -> {
      try {
        turn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      for (Job<String, String> job : jobs) {
        worked.add(job.input());
        job.answer().complete(job.input().toUpperCase(Locale.ROOT));
      }
    };
  }

  @Test
  void allOfAListServeItsCaller() {
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    assertThat(
            ScopedValue.where(Caller.PRESENT, GONE)
                .call(() -> InFlight.map(items, _ -> Caller.PRESENT.get())))
        .hasSize(100)
        .containsOnly(GONE);
    assertThat(InFlight.map(items, _ -> Caller.PRESENT.isBound())).containsOnly(false);
  }

  private static byte[] bad(int number) {
    return ("not a picture " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static Embedder open(int threads, int capacity) {
    return open(threads, capacity, ComputeDevice.processor(threads));
  }

  /// As a model of many weights is: several pictures a run.
  private static Embedder openTogether(int threads, int capacity) {
    return open(threads, capacity, ComputeDevice.processor(threads, 0));
  }

  private static Embedder open(int threads, int capacity, ComputeDevice device) {
    return Embedder.open(
        ModelCatalog.onClassPath().load("pocket", device),
        new PictureDecoder(PictureLimits.defaults()),
        new EmbedderConfig(threads, capacity, 1000, Duration.ofHours(1), 1000));
  }
}
