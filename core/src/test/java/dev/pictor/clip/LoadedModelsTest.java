package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {

  /// A process that exits while a thread loads a model crashes.
  @Test
  void closingWaitsForAModelThatIsBeingLoaded() {
    LoadedModels models =
        new LoadedModels(
            ModelCatalog.onClassPath(),
            new PictureDecoder(PictureLimits.defaults()),
            EmbedderConfig.defaults(),
            new LoadedModels.Choice("pocket", Map.of()));
    CompletableFuture<ModelUse> coming = models.acquire();
    models.close();
    assertThat(coming).isDone();
    assertThat(models.open()).isEmpty();
  }
}
