package dev.pictor.server;

import dev.pictor.api.Jobs;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderStats;
import dev.pictor.clip.LoadedModels;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.http.RequestObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// Counters and times in the text format of Prometheus. Thread-safe.
final class Telemetry implements RequestObserver, AutoCloseable {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final CollectionCatalog catalog;
  private final LoadedModels models;
  private final MultiGauge records;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();

  Telemetry(CollectionCatalog catalog, LoadedModels models, Jobs jobs) {
    this.catalog = catalog;
    this.models = models;
    this.records =
        MultiGauge.builder("pictor.collection.records")
            .description("Records of a collection, all namespaces")
            .register(registry);
    Gauge.builder("pictor.jobs.running", jobs, Jobs::running).register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  @Override
  public void answered(String method, String route, int status, Duration duration) {
    Timer.builder("pictor.http.requests")
        .description("Answered requests")
        .tag("method", known(method))
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(duration);
  }

  /// Methods that clients make up must not become series.
  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }

  String scrape() {
    records.register(
        catalog.list().stream()
            .map(each -> MultiGauge.Row.of(Tags.of("collection", each.name()), count(each)))
            .toList(),
        true);
    models.open().forEach(this::watch);
    return registry.scrape();
  }

  private static long count(VectorCollection collection) {
    return collection.namespaces().values().stream().mapToLong(Long::longValue).sum();
  }

  private void watch(String model, Embedder embedder) {
    if (!watched.add(model)) {
      return;
    }
    Map<String, ToDoubleFunction<EmbedderStats>> counters =
        Map.of(
            "pictor.embedder.pictures", EmbedderStats::picturesEncoded,
            "pictor.embedder.texts", EmbedderStats::textsEncoded,
            "pictor.embedder.batches", EmbedderStats::batches);
    counters.forEach((name, value) -> counter(name, embedder, value, "model", model));
    cache("text", "hit", model, embedder, EmbedderStats::textHits);
    cache("text", "miss", model, embedder, EmbedderStats::textMisses);
    cache("image", "hit", model, embedder, EmbedderStats::imageHits);
    cache("image", "miss", model, embedder, EmbedderStats::imageMisses);
    stage("decode", model, embedder, EmbedderStats::decode);
    stage("preprocess", model, embedder, EmbedderStats::preprocess);
    stage("infer", model, embedder, EmbedderStats::infer);
    Gauge.builder("pictor.embedder.queued", embedder, each -> each.stats().queued())
        .tag("model", model)
        .register(registry);
  }

  private void cache(
      String cache,
      String result,
      String model,
      Embedder from,
      ToDoubleFunction<EmbedderStats> of) {
    counter("pictor.embedder.cache", from, of, "model", model, "cache", cache, "result", result);
  }

  private void stage(
      String stage,
      String model,
      Embedder from,
      java.util.function.Function<EmbedderStats, Duration> of) {
    counter(
        "pictor.embedder.stage.seconds",
        from,
        stats -> of.apply(stats).toNanos() / 1e9,
        "model",
        model,
        "stage",
        stage);
  }

  private void counter(
      String name, Embedder from, ToDoubleFunction<EmbedderStats> of, String... tags) {
    FunctionCounter.builder(name, from, each -> of.applyAsDouble(each.stats()))
        .tags(tags)
        .register(registry);
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
