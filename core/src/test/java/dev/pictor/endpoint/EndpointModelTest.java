package dev.pictor.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.EmbeddingService;
import dev.pictor.clip.InFlight;
import dev.pictor.endpoint.FakeService.Answer;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.image.EncodedPicture;
import dev.pictor.image.Picture;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointModelTest {

  private static final PictureDecoder DECODER = new PictureDecoder(PictureLimits.defaults());
  private static final EndpointSettings.Timing HASTY =
      new EndpointSettings.Timing(
          Duration.ofSeconds(20), Duration.ofMillis(5), Duration.ofMinutes(10));

  @SuppressWarnings("NullAway.Init") // by the tests
  private FakeService service;

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  private EndpointSettings settings() {
    return EndpointSettings.of(service.url()).withTiming(HASTY);
  }

  private Embedder open(EndpointSettings settings) {
    return Embedder.of(
        EndpointModel.of(settings, DECODER).reach(), DECODER, EmbedderConfig.defaults());
  }

  private static byte[] picture(int seed) {
    byte[] rgb = new byte[12 * 12 * 3];
    new java.util.Random(seed).nextBytes(rgb);
    return EncodedPicture.png(new Picture(12, 12, rgb));
  }

  private static DenseVector unit(float[] values) {
    return DenseVector.copyOf(values).normalized();
  }

  private static DenseVector ofPicture(byte[] picture) {
    return unit(FakeModels.vector("picture", picture));
  }

  @Test
  void roboflowServerIsRecognisedAndItsVectorsAreMadeUnitLength() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings().withKey("secret"))) {
      assertThat(embedder.model().name()).isEqualTo("ViT-B-16");
      assertThat(embedder.model().dimension()).isEqualTo(FakeModels.DIMENSION);
      assertThat(embedder.text("a cat").embedding().vector())
          .isEqualTo(unit(FakeModels.text("a cat")));
      byte[] picture = picture(1);
      assertThat(embedder.image(picture).embedding().vector()).isEqualTo(ofPicture(picture));
      assertThat(embedder.image(picture).header().width()).isEqualTo(12);
      assertThat(service.asked())
          .last()
          .extracting(FakeService.Asked::authorization)
          .isEqualTo("Bearer secret");
      assertThat(service.asked())
          .filteredOn(each -> each.path().startsWith("/clip"))
          .allMatch(each -> each.body().path("clip_version_id").asString("").equals("ViT-B-16"));
    }
  }

  @Test
  void serverThatStacksPicturesIsAskedForThemOneByOne() throws Exception {
    service = FakeService.start(FakeModels.roboflow(true, 70));
    EmbeddingService open = EndpointModel.of(settings(), DECODER).reach();
    try (open) {
      List<byte[]> pictures = List.of(picture(1), picture(2), picture(3));
      List<DenseVector> expected = pictures.stream().map(EndpointModelTest::ofPicture).toList();
      assertThat(open.pictures(pictures)).isEqualTo(expected);
      service.forget();
      assertThat(open.pictures(pictures)).isEqualTo(expected);
      assertThat(service.asked()).hasSize(3);
    }
  }

  @Test
  void textThatIsTooLongForAServerIsCutAndSaysSo() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 5));
    try (Embedder embedder = open(settings())) {
      var embedded = embedder.text("one two three four five six seven");
      assertThat(embedded.truncated()).isTrue();
      assertThat(embedder.text("one two").truncated()).isFalse();
    }
  }

  @Test
  void singleInputsOfManyCallersShareRequests() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    service = FakeService.start(FakeModels.roboflow(false, 70));
    EndpointSettings one = settings().withBatches(new EndpointSettings.Batches(8, 32, 1));
    try (Embedder embedder = open(one)) {
      service.forget();
      service.next(
          asked -> {
            await(gathered);
            return FakeModels.roboflow(false, 70).answer(asked);
          });
      List<byte[]> pictures = IntStream.range(0, 17).mapToObj(EndpointModelTest::picture).toList();
      CompletableFuture<DenseVector> first =
          CompletableFuture.supplyAsync(
              () -> embedder.image(pictures.getFirst()).embedding().vector(),
              task -> Thread.startVirtualThread(task));
      while (service.asked().isEmpty()) {
        Thread.onSpinWait();
      }
      CompletableFuture<List<DenseVector>> vectors =
          CompletableFuture.supplyAsync(
              () ->
                  InFlight.map(
                      pictures.subList(1, 17), each -> embedder.image(each).embedding().vector()),
              task -> Thread.startVirtualThread(task));
      while (embedder.stats().queued() < 16) {
        Thread.onSpinWait();
      }
      gathered.countDown();
      assertThat(first.join()).isEqualTo(ofPicture(pictures.getFirst()));
      assertThat(vectors.join())
          .isEqualTo(pictures.subList(1, 17).stream().map(EndpointModelTest::ofPicture).toList());
      assertThat(service.asked()).hasSize(3); // 1, 8 and 8
      assertThat(embedder.stats().picturesEncoded()).isEqualTo(17);
      assertThat(embedder.stats().batches()).isEqualTo(3);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void badPictureFailsAlone() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    byte[] bad = Arrays.copyOf(picture(1), 36); // its header is whole
    CountDownLatch gathered = new CountDownLatch(1);
    try (Embedder embedder = open(settings().withBatches(new EndpointSettings.Batches(8, 32, 1)))) {
      service.next(
          asked -> {
            await(gathered);
            return FakeModels.roboflow(false, 70).answer(asked);
          });
      service.forget();
      List<CompletableFuture<Object>> answers = new ArrayList<>();
      answers.add(ask(embedder, picture(0)));
      while (service.asked().isEmpty()) {
        Thread.onSpinWait();
      }
      for (byte[] each : List.of(picture(2), bad, picture(3))) {
        answers.add(ask(embedder, each));
      }
      while (embedder.stats().queued() < 3) {
        Thread.onSpinWait();
      }
      gathered.countDown();
      assertThat(answers.get(0).join()).isEqualTo(ofPicture(picture(0)));
      assertThat(answers.get(1).join()).isEqualTo(ofPicture(picture(2)));
      assertThat(answers.get(2).join()).asString().contains("Malformed base64 input image");
      assertThat(answers.get(3).join()).isEqualTo(ofPicture(picture(3)));
    }
  }

  /// The vector, or why there is none.
  private static CompletableFuture<Object> ask(Embedder embedder, byte[] picture) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return embedder.image(picture).embedding().vector();
          } catch (InvalidRequest refused) {
            return refused.reason();
          }
        },
        task -> Thread.startVirtualThread(task));
  }

  @Test
  void pictureThatIsNoneIsNotSent() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings())) {
      service.forget();
      assertThatThrownBy(() -> embedder.image("no picture".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(InvalidRequest.class);
      assertThat(service.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(value = PictureForm.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void formInWhichAnOpenAiServerTakesPicturesIsFound(PictureForm form) throws Exception {
    service = FakeService.start(FakeModels.openAi(Set.of(form)));
    try (Embedder embedder = open(settings())) {
      assertThat(embedder.model().name()).isEqualTo("clip-model");
      byte[] picture = picture(5);
      assertThat(embedder.image(picture).embedding().vector()).isEqualTo(ofPicture(picture));
      assertThat(embedder.text("").embedding().vector()).isEqualTo(unit(FakeModels.text(" ")));
      List<DenseVector> both =
          InFlight.map(
              List.of("红色的汽车", "a red car"), each -> embedder.text(each).embedding().vector());
      assertThat(both)
          .containsExactly(unit(FakeModels.text("红色的汽车")), unit(FakeModels.text("a red car")));
    }
  }

  @Test
  void serverThatTakesPicturesForTextsIsRefusedForPictures() throws Exception {
    service = FakeService.start(FakeModels.openAi(Set.of()));
    try (Embedder embedder = open(settings())) {
      assertThat(embedder.text("a").embedding().vector()).isEqualTo(unit(FakeModels.text("a")));
      assertThatThrownBy(() -> embedder.image(picture(1)))
          .isInstanceOf(BrokenModel.class)
          .hasMessageContaining("takes texts alone")
          .hasMessageContaining("embedder-model");
    }
  }

  @Test
  void pictureThatPillowWouldLeaveTurnedIsSentUpright() throws Exception {
    service = FakeService.start(FakeModels.openAi(Set.of(PictureForm.JINA)));
    try (Embedder embedder = open(settings())) {
      service.forget();
      byte[] turned = turnedJpeg();
      var embedded = embedder.image(turned);
      byte[] sent =
          java.util.Base64.getDecoder()
              .decode(service.asked().getFirst().body().at("/input/0/image").stringValue());
      assertThat(DECODER.readHeader(sent).orientation()).isEqualTo(1);
      assertThat(DECODER.readHeader(sent).width()).isEqualTo(embedded.header().width());
      assertThat(DECODER.decode(sent).rgb()).isEqualTo(DECODER.decode(turned).rgb());
    }
  }

  /// A JPEG whose EXIF says that it lies on its side.
  private static byte[] turnedJpeg() {
    byte[] rgb = new byte[40 * 20 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 7);
    }
    byte[] jpeg = EncodedPicture.jpeg(new Picture(40, 20, rgb));
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      6,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] whole = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, whole, 0, 2);
    System.arraycopy(exif, 0, whole, 2, exif.length);
    System.arraycopy(jpeg, 2, whole, 2 + exif.length, jpeg.length - 2);
    return whole;
  }

  @Test
  void fingerprintIsDeclaredOrFollowsFromKindNameAndDimension() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    ModelFingerprint declared = new ModelFingerprint("ab".repeat(32));
    EndpointModel one = EndpointModel.of(settings().withFingerprint(declared), DECODER);
    assertThat(one.reach().model().fingerprint()).isEqualTo(declared);
    assertThat(one.status().origin()).isEqualTo("declared");
    EndpointModel derived = EndpointModel.of(settings(), DECODER);
    ModelFingerprint first = derived.reach().model().fingerprint();
    assertThat(derived.status().origin()).isEqualTo("derived");
    assertThat(EndpointModel.of(settings(), DECODER).reach().model().fingerprint())
        .isEqualTo(first);
    assertThat(
            EndpointModel.of(settings().withModel("ViT-L-14"), DECODER)
                .reach()
                .model()
                .fingerprint())
        .isNotEqualTo(first);
  }

  @Test
  void busyServiceIsAskedAgain() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings())) {
      service.forget();
      service.next(
          _ -> Answer.of(429, "{\"message\":\"slow down\"}"),
          _ -> Answer.of(503, "{\"message\":\"loading\"}"),
          _ -> Answer.of(200, "<html>a proxy's page</html>"));
      assertThat(embedder.text("a").embedding().vector()).isEqualTo(unit(FakeModels.text("a")));
      assertThat(service.asked()).hasSize(4);
    }
  }

  @Test
  void serviceThatStaysBusyIsOverloadedAndNotLeftAlone() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings())) {
      for (int i = 0; i < 10; i++) {
        service.next(_ -> Answer.of(429, "{\"message\":\"slow down\"}"));
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> embedder.text("a"))
            .isInstanceOf(Overloaded.class)
            .hasMessageContaining("slow down");
      }
      assertThat(embedder.text("a").embedding().vector()).isEqualTo(unit(FakeModels.text("a")));
    }
  }

  @Test
  void requestsFailAtOnceWhileAServiceIsAway() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    EndpointModel model = EndpointModel.of(settings(), DECODER);
    try (Embedder embedder = Embedder.of(model.open(), DECODER, EmbedderConfig.defaults())) {
      assertThat(model.outage()).isEmpty();
      for (int i = 0; i < 5; i++) {
        service.next(_ -> Answer.of(503, "{\"message\":\"cuda is gone\"}"));
      }
      assertThatThrownBy(() -> embedder.text("a")).isInstanceOf(Unavailable.class);
      assertThat(model.outage())
          .hasValueSatisfying(reason -> assertThat(reason).contains("cuda is gone"));
      service.forget();
      assertThatThrownBy(() -> embedder.text("a"))
          .isInstanceOfSatisfying(
              Unavailable.class,
              away ->
                  assertThat(away.retryAfter().orElseThrow()).isGreaterThan(Duration.ofMinutes(1)))
          .hasMessageContaining("cuda is gone");
      assertThat(service.asked()).isEmpty();
    }
  }

  @Test
  void serviceThatComesBackIsUsedAgain() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    EndpointSettings.Timing restless =
        new EndpointSettings.Timing(
            Duration.ofSeconds(20), Duration.ofMillis(2), Duration.ofMillis(20));
    EndpointModel model = EndpointModel.of(settings().withTiming(restless), DECODER);
    try (Embedder embedder = Embedder.of(model.open(), DECODER, EmbedderConfig.defaults())) {
      int port = service.port();
      service.close();
      assertThatThrownBy(() -> embedder.text("a")).isInstanceOf(Unavailable.class);
      assertThat(model.outage()).isPresent();
      service = FakeService.start(FakeModels.roboflow(false, 70), port);
      assertThat(dev.pictor.clip.Patience.ask(() -> embedder.text("a")).embedding().vector())
          .isEqualTo(unit(FakeModels.text("a")));
      assertThat(model.outage()).isEmpty();
    }
  }

  @Test
  void serviceThatIsNotThereYetIsAwaited() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    int port = service.port();
    service.close();
    EndpointSettings known =
        EndpointSettings.of(URI.create("http://127.0.0.1:" + port))
            .withKind(EndpointKind.ROBOFLOW)
            .withTiming(
                new EndpointSettings.Timing(
                    Duration.ofSeconds(20), Duration.ofMillis(2), Duration.ofMillis(20)));
    EndpointModel model = EndpointModel.of(known, DECODER);
    assertThat(model.name()).isEqualTo("ViT-B-16");
    assertThat(model.model()).isEmpty();
    CompletableFuture<EmbeddingService> coming =
        CompletableFuture.supplyAsync(model::open, task -> Thread.startVirtualThread(task));
    while (model.outage().isEmpty()) {
      Thread.onSpinWait();
    }
    service = FakeService.start(FakeModels.roboflow(false, 70), port);
    try (EmbeddingService open = coming.join()) {
      assertThat(open.texts(List.of("a")).getFirst().vector())
          .isEqualTo(unit(FakeModels.text("a")));
      assertThat(model.outage()).isEmpty();
    }
  }

  @Test
  void waitingForAServiceEndsWhenClosed() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    EndpointSettings known = settings().withKind(EndpointKind.ROBOFLOW);
    service.close();
    EndpointModel model = EndpointModel.of(known, DECODER);
    CompletableFuture<EmbeddingService> coming =
        CompletableFuture.supplyAsync(model::open, task -> Thread.startVirtualThread(task));
    while (model.outage().isEmpty()) {
      Thread.onSpinWait();
    }
    model.close();
    assertThat(coming.handle((_, failure) -> failure.getCause()).join())
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void closingEndsARequestThatGetsNoAnswer() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch came = new CountDownLatch(1);
    Embedder embedder = open(settings());
    service.next(
        _ -> {
          came.countDown();
          await(never);
          return Answer.ok("{}");
        });
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(
            () -> embedder.text("a"), task -> Thread.startVirtualThread(task));
    came.await();
    embedder.close();
    assertThat(answer.handle((_, failure) -> failure.getCause()).join())
        .isInstanceOf(Unavailable.class);
    never.countDown();
  }

  @Test
  void vectorsOfAnotherDimensionAreRefused() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings())) {
      service.next(_ -> Answer.ok("{\"embeddings\":[[1,2,3]]}"));
      assertThatThrownBy(() -> embedder.text("a"))
          .isInstanceOf(BrokenModel.class)
          .hasMessageContaining("dimension 3 (expected: 4)");
      service.next(_ -> Answer.ok("{\"embeddings\":[[1,2,null,3]]}"));
      assertThatThrownBy(() -> embedder.text("b")).isInstanceOf(BrokenModel.class);
    }
  }

  @Test
  void refusedKeyIsTheOperatorsBusinessAndStaysSecret() throws Exception {
    service = FakeService.start(FakeModels.roboflow(false, 70));
    try (Embedder embedder = open(settings().withKey("secret-1"))) {
      service.next(_ -> Answer.of(401, "{\"message\":\"no such key: secret-1\"}"));
      assertThatThrownBy(() -> embedder.text("a"))
          .isInstanceOf(BrokenModel.class)
          .hasMessageContaining("PICTOR_EMBEDDER_KEY")
          .hasMessageNotContaining("secret-1");
      service.next(_ -> Answer.of(400, "{\"message\":\"secret-1 may not\"}"));
      assertThatThrownBy(() -> embedder.text("a")).hasMessageContaining("*** may not");
    }
    assertThat(settings().withKey("secret-1").toString()).doesNotContain("secret-1");
  }

  @Test
  void addressWithoutAnyOfTheServicesSaysHowToStartWithout() throws IOException {
    service = FakeService.start(_ -> Answer.of(404, ""));
    assertThatThrownBy(() -> EndpointModel.of(settings(), DECODER))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("set embedder-kind and embedder-model");
  }

  @Test
  void severalModelsOfAnOpenAiServerMustBeChosenFrom() throws IOException {
    service = FakeService.start(_ -> Answer.ok("{\"data\":[{\"id\":\"clip\"},{\"id\":\"bge\"}]}"));
    assertThatThrownBy(() -> EndpointModel.of(settings(), DECODER))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("[clip, bge]");
  }

  @Test
  void largeFileIsSentSmallerWithoutLoss() throws Exception {
    PictureNeeds needs = new PictureNeeds(PictureNeeds.all().formats(), true, 10_000);
    byte[] photo =
        Files.readAllBytes(
            Path.of("../examples/photos/animals")
                .toAbsolutePath()
                .normalize()
                .toFile()
                .listFiles()[0]
                .toPath());
    byte[] fit = needs.fit(photo, DECODER);
    assertThat(DECODER.readHeader(fit).format()).isEqualTo(dev.pictor.image.PictureFormat.PNG);
    assertThat(PictureNeeds.all().fit(photo, DECODER)).isSameAs(photo);
  }
}
