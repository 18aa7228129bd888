package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.NotFound;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelsTest {

  private static final long POCKET_BYTES = ModelCatalog.onClassPath().graphBytes("pocket");

  @TempDir Path installed;

  /// A process that exits while a thread loads a model crashes.
  @Test
  void closingWaitsForAModelThatIsBeingLoaded() {
    LoadedModels models = open(Long.MAX_VALUE);
    CompletableFuture<ModelUse> coming = models.acquire();
    models.close();
    assertThat(coming).isDone();
    assertThat(models.open()).isEmpty();
  }

  @Test
  void theModelUsedLeastRecentlyLeavesWhenMemoryIsShort() throws IOException {
    copy("second");
    copy("third");
    try (LoadedModels models = open(POCKET_BYTES * 5 / 2)) {
      models.use("pocket").close();
      models.use("second").close();
      models.use("pocket").close();
      models.use("third").close();
      assertThat(models.open()).containsOnlyKeys("pocket", "third");
      assertThat(models.state("second")).isInstanceOf(LoadedModels.State.Freed.class);
    }
  }

  @Test
  void aModelInUseAnswersUntilItsUseEndsAndLeavesThen() throws IOException {
    copy("second");
    try (LoadedModels models = open(POCKET_BYTES)) {
      try (ModelUse use = models.use("pocket")) {
        models.use("second").close();
        assertThat(models.open()).containsOnlyKeys("pocket", "second");
        assertThat(use.embedder().text("a red car").tokens()).isPositive();
      }
      assertThat(models.open()).containsOnlyKeys("second");
    }
  }

  @Test
  void aPictureTowerThatRestsAnswersAgainWithTheSameVector() throws IOException {
    byte[] photo = TestBundles.photos("food", 1).getFirst();
    try (ClipModel model = ModelCatalog.onClassPath().load("pocket");
        PictureBatch batch = new PictureBatch(model.images().preprocessor(), 1)) {
      Preprocessor preprocessor = model.images().preprocessor();
      batch.put(0, preprocessor.resize(new PictureDecoder(PictureLimits.defaults()).decode(photo)));
      float[] before = model.images().encode(batch, 0, 1).getFirst();
      model.images().rest();
      model.images().rest();
      assertThat(model.images().encode(batch, 0, 1).getFirst()).isEqualTo(before);
    } catch (ai.onnxruntime.OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void restingLeavesTextsAndPicturesAnswered() throws IOException {
    byte[] photo = TestBundles.photos("food", 1).getFirst();
    try (LoadedModels models = open(Long.MAX_VALUE);
        ModelUse use = models.use()) {
      models.restSince(System.nanoTime() + Duration.ofHours(1).toNanos());
      assertThat(use.embedder().text("a red car").tokens()).isPositive();
      assertThat(use.embedder().image(photo).embedding().vector().dimension()).isEqualTo(512);
    }
  }

  @Test
  void aModelThatIsPutIntoTheFolderIsThereAtOnceAndABrokenOneHidesNoOther() throws IOException {
    try (LoadedModels models = open(Long.MAX_VALUE)) {
      assertThatThrownBy(() -> models.use("second")).isInstanceOf(NotFound.class);
      copy("second");
      Files.createDirectory(installed.resolve("broken"));
      Files.writeString(installed.resolve("broken/model.json"), "{");
      try (ModelUse use = models.use("second")) {
        assertThat(use.embedder().model().name()).isEqualTo("second");
      }
      assertThat(models.listed())
          .extracting(ModelListing::name)
          .containsExactly("pocket", "second");
      assertThat(models.catalog().broken()).containsOnlyKeys("broken");
      assertThatThrownBy(() -> models.use("../installed/second")).isInstanceOf(NotFound.class);
    }
  }

  private LoadedModels open(long budgetBytes) {
    EmbedderConfig embedder = EmbedderConfig.defaults();
    return new LoadedModels(
        ModelCatalog.onClassPath().withInstalled(installed),
        new LoadedModels.Machine(
            new PictureDecoder(PictureLimits.defaults()),
            embedder,
            ComputeDevice.processor(embedder.threads()),
            new ModelMemory(budgetBytes, Duration.ZERO)),
        new LoadedModels.Choice("pocket", Map.of(), Map.of("ViT-B-16", "pocket")));
  }

  private void copy(String name) throws IOException {
    Path folder = Files.createDirectory(installed.resolve(name));
    TestBundles.copyTo(folder);
    Path manifest = folder.resolve(ManifestCodec.FILE);
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"name\": \"pocket\"", "\"name\": \"" + name + "\""));
  }
}
