package dev.pictor.server;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Registers the meters of one loaded model. Belongs to one thread.
final class EmbedderMeters {

  private static final double NANOS = 1e9;

  private final MeterRegistry registry;
  private final Embedder embedder;
  private final Tags model;
  private final List<Meter> meters = new ArrayList<>();

  EmbedderMeters(MeterRegistry registry, Embedder embedder, String model) {
    this.registry = registry;
    this.embedder = embedder;
    this.model = Tags.of("model", model);
  }

  void counter(String name, String description, ToDoubleFunction<EmbedderStats> value) {
    counter(name, description, model, value);
  }

  void cache(
      String cache, ToDoubleFunction<EmbedderStats> hits, ToDoubleFunction<EmbedderStats> misses) {
    Tags tags = model.and("cache", cache);
    String description = "Questions to the caches of vectors";
    counter("pictor.embedder.cache", description, tags.and("result", "hit"), hits);
    counter("pictor.embedder.cache", description, tags.and("result", "miss"), misses);
  }

  void stage(String stage, Function<EmbedderStats, Duration> value) {
    counter(
        "pictor.embedder.stage.seconds",
        "Time of all threads in a stage of encoding pictures",
        model.and("stage", stage),
        stats -> value.apply(stats).toNanos() / NANOS);
  }

  void gauge(String name, String description, ToDoubleFunction<EmbedderStats> value) {
    meters.add(
        Gauge.builder(name, embedder, each -> value.applyAsDouble(each.stats()))
            .description(description)
            .tags(model)
            .register(registry));
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<EmbedderStats> value) {
    meters.add(
        FunctionCounter.builder(name, embedder, each -> value.applyAsDouble(each.stats()))
            .description(description)
            .tags(tags)
            .register(registry));
  }

  /// What was registered so far.
  List<Meter> all() {
    return List.copyOf(meters);
  }
}
