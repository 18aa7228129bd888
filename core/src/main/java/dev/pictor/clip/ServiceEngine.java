package dev.pictor.clip;

import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A model that computes elsewhere. Thread-safe.
///
/// How it works: while all requests that may be under way are, what is asked for gathers in the
/// queues, so single inputs of many callers share the next request by themselves.
final class ServiceEngine implements EmbedderEngine {

  private final EmbeddingService service;
  private final PictureDecoder decoder;
  private final Counters counters;
  private final Lane<PictureRequest, ImageEmbedding> pictures;
  private final Lane<String, TextEmbedding> texts;

  ServiceEngine(
      EmbeddingService service, PictureDecoder decoder, EmbedderConfig config, Counters counters) {
    this.service = service;
    this.decoder = decoder;
    this.counters = counters;
    this.pictures =
        new Lane<>(
            "pictures",
            config.queueCapacity(),
            service.requests(),
            service.picturesTogether(),
            () -> this::encodePictures);
    this.texts =
        new Lane<>(
            "texts",
            config.queueCapacity(),
            service.requests(),
            service.textsTogether(),
            () -> this::encodeTexts);
  }

  private void encodePictures(List<Job<PictureRequest, ImageEmbedding>> jobs) {
    List<Job<PictureRequest, ImageEmbedding>> readable = new ArrayList<>();
    List<PictureHeader> headers = new ArrayList<>();
    for (Job<PictureRequest, ImageEmbedding> job : jobs) {
      if (job.answer().isDone()) {
        continue;
      }
      try {
        headers.add(decoder.readHeader(job.input().bytes()));
        readable.add(job);
      } catch (RuntimeException | OutOfMemoryError unreadable) {
        job.fail(unreadable);
      }
    }
    Function<List<Job<PictureRequest, ImageEmbedding>>, List<DenseVector>> call =
        some -> {
          long start = System.nanoTime();
          List<DenseVector> vectors =
              service.pictures(some.stream().map(job -> job.input().bytes()).toList());
          counters.ran(System.nanoTime() - start, some.size());
          return vectors;
        };
    run(
        readable,
        call,
        (job, made) ->
            new ImageEmbedding(
                new Embedding(made.output(), service.model().fingerprint()),
                headers.get(readable.indexOf(job)),
                job.input().sha256(),
                made.times()));
  }

  private void encodeTexts(List<Job<String, TextEmbedding>> jobs) {
    run(
        jobs.stream().filter(job -> !job.answer().isDone()).toList(),
        some -> service.texts(some.stream().map(Job::input).toList()),
        (_, made) -> {
          counters.textEncoded();
          EncodedText encoded = made.output();
          return new TextEmbedding(
              new Embedding(encoded.vector(), service.model().fingerprint()),
              encoded.calibration(),
              encoded.tokens(),
              encoded.truncated(),
              made.times());
        });
  }

  private record Made<R>(R output, StageTimes times) {}

  /// Asks for all jobs in one request, and for each alone when the service refuses one of them.
  private <I, R, O> void run(
      List<Job<I, O>> jobs,
      Function<List<Job<I, O>>, List<R>> call,
      BiFunction<Job<I, O>, Made<R>, O> answer) {
    if (jobs.isEmpty()) {
      return;
    }
    List<Duration> queued = jobs.stream().map(job -> Duration.ofNanos(job.age())).toList();
    long start = System.nanoTime();
    try {
      List<R> outputs = call.apply(jobs);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      for (int i = 0; i < jobs.size(); i++) {
        StageTimes times = new StageTimes(Duration.ZERO, Duration.ZERO, queued.get(i), took);
        jobs.get(i).answer().complete(answer.apply(jobs.get(i), new Made<>(outputs.get(i), times)));
      }
    } catch (InvalidRequest refused) {
      if (jobs.size() == 1) {
        jobs.getFirst().fail(refused);
      } else {
        jobs.forEach(job -> run(List.of(job), call, answer));
      }
    }
  }

  @Override
  public EmbeddingModel model() {
    return service.model();
  }

  @Override
  public Lane<PictureRequest, ImageEmbedding> pictures() {
    return pictures;
  }

  @Override
  public Lane<String, TextEmbedding> texts() {
    return texts;
  }

  /// Nothing of it is in memory here.
  @Override
  public void rest() {}

  @Override
  public void close() {
    service.close();
    pictures.close();
    texts.close();
  }
}
