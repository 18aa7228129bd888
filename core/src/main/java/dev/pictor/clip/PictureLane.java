package dev.pictor.clip;

import dev.pictor.image.PictureDecoder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way of pictures through a model: one queue, decoding threads, and for towers that gain by it
/// a thread that runs several pictures together. Thread-safe.
final class PictureLane implements AutoCloseable {

  private final Lane<PictureRequest, ImageEmbedding> lane;
  private final @Nullable PictureGathering gathering;

  PictureLane(ClipModel model, PictureDecoder decoder, EmbedderConfig config, Counters counters) {
    int together = model.images().together();
    PicturePreparation preparation =
        new PicturePreparation(decoder, model.images().preprocessor(), counters);
    if (together > 1) {
      PictureGathering target = new PictureGathering(together, preparation);
      this.gathering = target;
      this.lane = lane(config, () -> target::decode);
      target.start(lane::queued, () -> new PictureRuns(model, counters));
    } else {
      this.gathering = null;
      this.lane =
          lane(config, () -> new PictureWorker(preparation, new PictureRuns(model, counters)));
    }
  }

  private static Lane<PictureRequest, ImageEmbedding> lane(
      EmbedderConfig config, Supplier<Lane.Worker<PictureRequest, ImageEmbedding>> worker) {
    return new Lane<>("pictures", config.queueCapacity(), config.threads(), 1, worker);
  }

  Lane<PictureRequest, ImageEmbedding> lane() {
    return lane;
  }

  /// Fails what waits; what is being decoded or run is answered.
  @Override
  public void close() {
    lane.close();
    if (gathering != null) {
      gathering.close();
    }
  }
}
