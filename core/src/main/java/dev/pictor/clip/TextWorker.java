package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.vector.Embedding;
import java.time.Duration;
import java.util.List;

/// Encodes texts, one a run.
final class TextWorker implements Lane.Worker<String, TextEmbedding> {

  private final ClipModel model;
  private final Counters counters;

  TextWorker(ClipModel model, Counters counters) {
    this.model = model;
    this.counters = counters;
  }

  @Override
  public void work(List<Job<String, TextEmbedding>> jobs) {
    for (Job<String, TextEmbedding> job : jobs) {
      if (job.answer().isDone()) {
        continue;
      }
      try {
        job.answer().complete(encode(job));
      } catch (Throwable failure) { // the other texts go on
        job.fail(failure);
      }
    }
  }

  private TextEmbedding encode(Job<String, TextEmbedding> job) throws OrtException {
    Duration queue = Duration.ofNanos(job.age());
    long start = System.nanoTime();
    EncodedText encoded = model.encode(job.input());
    Duration infer = Duration.ofNanos(System.nanoTime() - start);
    counters.textEncoded();
    return new TextEmbedding(
        new Embedding(encoded.vector(), model.fingerprint()),
        encoded.calibration(),
        encoded.tokens(),
        encoded.truncated(),
        new StageTimes(Duration.ZERO, Duration.ZERO, queue, infer));
  }
}
