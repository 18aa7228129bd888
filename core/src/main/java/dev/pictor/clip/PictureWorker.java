package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.Picture;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import dev.pictor.vector.ModelFingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes, prepares and encodes pictures, all on one thread: no core waits for another's stage,
/// and at most one decoded picture for each thread is in memory.
final class PictureWorker implements Lane.Worker<PictureWorker.Request, ImageEmbedding> {

  /// An encoded picture and its digest.
  @SuppressWarnings("ArrayRecordComponent")
  record Request(byte[] bytes, String sha256) {}

  /// A picture that lies in the batch.
  private record Prepared(
      Job<Request, ImageEmbedding> job,
      PictureHeader header,
      Duration queue,
      Duration decode,
      Duration preprocess) {}

  private final ImageEncoder encoder;
  private final ModelFingerprint fingerprint;
  private final PictureDecoder decoder;
  private final Counters counters;
  private @Nullable PictureBatch batch;

  PictureWorker(ClipModel model, PictureDecoder decoder, Counters counters) {
    this.encoder = model.images();
    this.fingerprint = model.fingerprint();
    this.decoder = decoder;
    this.counters = counters;
  }

  @Override
  public void work(List<Job<Request, ImageEmbedding>> jobs) {
    PictureBatch target = room(jobs.size());
    List<Prepared> prepared = new ArrayList<>(jobs.size());
    for (Job<Request, ImageEmbedding> job : jobs) {
      if (job.answer().isDone()) {
        continue;
      }
      try {
        prepared.add(prepare(job, target, prepared.size()));
      } catch (Throwable failure) { // whatever a decoder does, the other pictures go on
        job.fail(failure);
      }
    }
    if (!prepared.isEmpty()) {
      encode(target, prepared);
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

  private Prepared prepare(Job<Request, ImageEmbedding> job, PictureBatch target, int slot) {
    Duration queue = Duration.ofNanos(job.age());
    long start = System.nanoTime();
    byte[] bytes = job.input().bytes();
    PictureHeader header = decoder.readHeader(bytes);
    Picture picture = decoder.decodeFor(bytes, encoder.preprocessor().resizeTo());
    long decoded = System.nanoTime();
    target.put(slot, picture);
    long end = System.nanoTime();
    counters.prepared(decoded - start, end - decoded);
    return new Prepared(
        job, header, queue, Duration.ofNanos(decoded - start), Duration.ofNanos(end - decoded));
  }

  private void encode(PictureBatch target, List<Prepared> prepared) {
    try {
      run(target, prepared, 0, prepared.size());
    } catch (OrtException | RuntimeException e) {
      if (prepared.size() == 1) {
        prepared.getFirst().job().fail(e);
      } else {
        oneByOne(target, prepared);
      }
    }
  }

  /// One picture of the batch may be poison: each is tried alone, so that only that one fails.
  private void oneByOne(PictureBatch target, List<Prepared> prepared) {
    for (int i = 0; i < prepared.size(); i++) {
      try {
        run(target, prepared, i, 1);
      } catch (OrtException | RuntimeException e) {
        prepared.get(i).job().fail(e);
      }
    }
  }

  private void run(PictureBatch target, List<Prepared> prepared, int first, int count)
      throws OrtException {
    long start = System.nanoTime();
    List<float[]> outputs = encoder.encode(target, first, count);
    long nanos = System.nanoTime() - start;
    counters.ran(nanos, count);
    for (int i = 0; i < count; i++) {
      answer(prepared.get(first + i), outputs.get(i), Duration.ofNanos(nanos));
    }
  }

  private void answer(Prepared picture, float[] output, Duration infer) {
    try {
      DenseVector vector = UnitVectors.of(output);
      StageTimes times =
          new StageTimes(picture.decode(), picture.preprocess(), picture.queue(), infer);
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
