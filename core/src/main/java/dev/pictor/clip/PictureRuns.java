package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import dev.pictor.vector.ModelFingerprint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs prepared pictures through the tower and answers their jobs. Belongs to one thread.
final class PictureRuns implements AutoCloseable {

  private final ImageEncoder encoder;
  private final ModelFingerprint fingerprint;
  private final Counters counters;
  private @Nullable PictureBatch batch;

  PictureRuns(ClipModel model, Counters counters) {
    this.encoder = model.images();
    this.fingerprint = model.fingerprint();
    this.counters = counters;
  }

  /// Answers all jobs; a picture that the tower cannot take fails alone.
  void run(List<PreparedPicture> prepared) {
    PictureBatch target = room(prepared.size());
    long start = System.nanoTime();
    for (int i = 0; i < prepared.size(); i++) {
      target.put(i, prepared.get(i).square());
    }
    long nanos = System.nanoTime() - start;
    counters.normalised(nanos);
    Duration normalise = Duration.ofNanos(nanos / prepared.size());
    try {
      run(target, prepared, 0, prepared.size(), normalise);
    } catch (OrtException | RuntimeException e) {
      if (prepared.size() == 1) {
        prepared.getFirst().job().fail(e);
      } else {
        oneByOne(target, prepared, normalise);
      }
    }
  }

  /// A batch that holds `count`; it only grows when bursts come, to save memory.
  private PictureBatch room(int count) {
    PictureBatch present = batch;
    if (present != null && present.capacity() >= count) {
      return present;
    }
    close();
    PictureBatch larger = new PictureBatch(encoder.preprocessor(), count);
    batch = larger;
    return larger;
  }

  /// One picture of the batch may be poison: each is tried alone, so that only that one fails.
  private void oneByOne(PictureBatch target, List<PreparedPicture> prepared, Duration normalise) {
    for (int i = 0; i < prepared.size(); i++) {
      try {
        run(target, prepared, i, 1, normalise);
      } catch (OrtException | RuntimeException e) {
        prepared.get(i).job().fail(e);
      }
    }
  }

  private void run(
      PictureBatch target, List<PreparedPicture> prepared, int first, int count, Duration normalise)
      throws OrtException {
    long start = System.nanoTime();
    List<float[]> outputs = encoder.encode(target, first, count);
    long nanos = System.nanoTime() - start;
    counters.ran(nanos, count);
    Duration share = Duration.ofNanos(nanos / count);
    for (int i = 0; i < count; i++) {
      counters.waited(prepared.get(first + i).idleNanos(normalise.plus(share)));
      answer(prepared.get(first + i), outputs.get(i), normalise, Duration.ofNanos(nanos));
    }
  }

  private void answer(PreparedPicture picture, float[] output, Duration normalise, Duration infer) {
    try {
      DenseVector vector = UnitVectors.of(output);
      Duration preprocess = picture.resize().plus(normalise);
      StageTimes times = new StageTimes(picture.decode(), preprocess, picture.queue(), infer);
      picture
          .job()
          .answer()
          .complete(
              new ImageEmbedding(
                  new Embedding(vector, fingerprint),
                  picture.header(),
                  picture.job().input().sha256(),
                  times));
    } catch (InvalidRequest e) {
      picture.job().fail(new InvalidRequest("picture: the model has no vector for it", e));
    }
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }
}
