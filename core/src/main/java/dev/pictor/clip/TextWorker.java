package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.vector.Embedding;
import java.time.Duration;
import java.util.List;

/// Encodes texts, those that wait together in one run where the model can.
final class TextWorker implements Lane.Worker<String, TextEmbedding> {

  private final ClipModel model;
  private final Counters counters;

  TextWorker(ClipModel model, Counters counters) {
    this.model = model;
    this.counters = counters;
  }

  @Override
  public void work(List<Job<String, TextEmbedding>> jobs) {
    List<Job<String, TextEmbedding>> wanted =
        jobs.stream().filter(job -> !job.answer().isDone()).toList();
    if (wanted.isEmpty()) {
      return;
    }
    try {
      encode(wanted);
    } catch (Throwable failure) { // whatever one text does, the others go on
      if (wanted.size() == 1) {
        wanted.getFirst().fail(failure);
      } else {
        wanted.forEach(job -> work(List.of(job)));
      }
    }
  }

  private void encode(List<Job<String, TextEmbedding>> jobs) throws OrtException {
    List<Duration> queued = jobs.stream().map(job -> Duration.ofNanos(job.age())).toList();
    long start = System.nanoTime();
    List<EncodedText> encoded = model.encode(jobs.stream().map(Job::input).toList());
    Duration infer = Duration.ofNanos(System.nanoTime() - start);
    for (int i = 0; i < jobs.size(); i++) {
      counters.textEncoded();
      StageTimes times = new StageTimes(Duration.ZERO, Duration.ZERO, queued.get(i), infer);
      jobs.get(i).answer().complete(embedding(encoded.get(i), times));
    }
  }

  private TextEmbedding embedding(EncodedText encoded, StageTimes times) {
    return new TextEmbedding(
        new Embedding(encoded.vector(), model.fingerprint()),
        encoded.calibration(),
        encoded.tokens(),
        encoded.truncated(),
        times);
  }
}
