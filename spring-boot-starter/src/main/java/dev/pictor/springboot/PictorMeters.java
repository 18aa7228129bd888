package dev.pictor.springboot;

import dev.pictor.Pictor;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderStats;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.ServiceException;
import dev.pictor.store.StoreStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What a server of Pictor measures, under the same names: encoding for each installed model, and
/// the collections together. A model that was freed and loaded again counts from zero.
final class PictorMeters implements MeterBinder {

  private static final double NANOS = 1e9;

  private final Pictor pictor;

  PictorMeters(Pictor pictor) {
    this.pictor = pictor;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("pictor.collections", pictor, each -> each.catalog().list().size())
        .description("Collections")
        .register(registry);
    ofCollections(registry, "records", "Records of all collections", StoreStats::records);
    ofCollections(registry, "bytes", "Size of all collections on disk", StoreStats::bytes);
    for (String model : pictor.models().catalog().names()) {
      new OfModel(registry, model).bind();
    }
  }

  private void ofCollections(
      MeterRegistry registry, String name, String description, ToLongFunction<StoreStats> value) {
    Gauge.builder("pictor." + name, pictor, each -> sum(each, value))
        .description(description)
        .register(registry);
  }

  /// A collection whose files are damaged counts as empty.
  private static double sum(Pictor pictor, ToLongFunction<StoreStats> value) {
    long sum = 0;
    for (VectorCollection each : pictor.catalog().list()) {
      try {
        sum += value.applyAsLong(each.stats());
      } catch (ServiceException damaged) {
        // The health says so.
      }
    }
    return sum;
  }

  /// The meters of one model.
  private final class OfModel {

    private final MeterRegistry registry;
    private final String name;
    private final Tags tags;

    OfModel(MeterRegistry registry, String name) {
      this.registry = registry;
      this.name = name;
      this.tags = Tags.of("model", name);
    }

    void bind() {
      counter("pictures", "Pictures encoded", tags, EmbedderStats::picturesEncoded);
      counter("texts", "Texts encoded", tags, EmbedderStats::textsEncoded);
      counter("batches", "Runs of the picture tower", tags, EmbedderStats::batches);
      cache("text", EmbedderStats::textHits, EmbedderStats::textMisses);
      cache("image", EmbedderStats::imageHits, EmbedderStats::imageMisses);
      stage("queue", EmbedderStats::queue);
      stage("decode", EmbedderStats::decode);
      stage("resize", EmbedderStats::resize);
      stage("normalise", EmbedderStats::normalise);
      stage("infer", EmbedderStats::infer);
      Gauge.builder("pictor.embedder.queued", pictor, _ -> value(EmbedderStats::queued))
          .description("Pictures that wait now")
          .tags(tags)
          .register(registry);
    }

    private void cache(
        String cache,
        ToDoubleFunction<EmbedderStats> hits,
        ToDoubleFunction<EmbedderStats> misses) {
      Tags of = tags.and("cache", cache);
      counter("cache", "Questions to the caches of vectors", of.and("result", "hit"), hits);
      counter("cache", "Questions to the caches of vectors", of.and("result", "miss"), misses);
    }

    private void stage(String stage, Function<EmbedderStats, Duration> value) {
      counter(
          "stage.seconds",
          "Time of all threads in a stage of encoding pictures",
          tags.and("stage", stage),
          stats -> value.apply(stats).toNanos() / NANOS);
    }

    private void counter(
        String meter, String description, Tags of, ToDoubleFunction<EmbedderStats> value) {
      FunctionCounter.builder("pictor.embedder." + meter, pictor, _ -> value(value))
          .description(description)
          .tags(of)
          .register(registry);
    }

    private double value(ToDoubleFunction<EmbedderStats> value) {
      @Nullable Embedder loaded = pictor.models().open().get(name);
      return loaded == null ? 0 : value.applyAsDouble(loaded.stats());
    }
  }
}
