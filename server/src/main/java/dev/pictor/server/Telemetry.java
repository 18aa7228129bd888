package dev.pictor.server;

import dev.pictor.api.Jobs;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderStats;
import dev.pictor.clip.LoadedModels;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.http.RequestObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counters and times in the text format of Prometheus. Thread-safe.
final class Telemetry implements RequestObserver, AutoCloseable {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// A loaded model and what is told of it.
  private record Watched(Embedder embedder, List<Meter> meters) {
    Watched {
      meters = List.copyOf(meters);
    }
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final CollectionCatalog catalog;
  private final LoadedModels models;
  private final MultiGauge records;
  private final Map<String, Watched> watched = new HashMap<>(); // guarded by this

  Telemetry(CollectionCatalog catalog, LoadedModels models, Jobs jobs) {
    this.catalog = catalog;
    this.models = models;
    this.records =
        MultiGauge.builder("pictor.collection.records")
            .description("Records of a collection, all namespaces")
            .register(registry);
    Gauge.builder("pictor.jobs.running", jobs, Jobs::running)
        .description("Jobs that run now")
        .register(registry);
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
    watchLoaded(models.open());
    return registry.scrape();
  }

  private static long count(VectorCollection collection) {
    return collection.stats().records();
  }

  /// A model that was freed has no series; one that was loaded again counts from zero, as after a
  /// restart.
  private synchronized void watchLoaded(Map<String, Embedder> loaded) {
    watched
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = loaded.get(each.getKey()) != each.getValue().embedder();
              if (gone) {
                each.getValue().meters().forEach(registry::remove);
              }
              return gone;
            });
    loaded.forEach(
        (model, embedder) ->
            watched.computeIfAbsent(
                model, name -> new Watched(embedder, metersOf(name, embedder))));
  }

  private List<Meter> metersOf(String model, Embedder embedder) {
    EmbedderMeters meters = new EmbedderMeters(registry, embedder, model);
    meters.counter(
        "pictor.embedder.pictures",
        "Pictures encoded, not answered from the cache",
        EmbedderStats::picturesEncoded);
    meters.counter(
        "pictor.embedder.texts",
        "Texts encoded, not answered from the cache",
        EmbedderStats::textsEncoded);
    meters.counter("pictor.embedder.batches", "Runs of the picture tower", EmbedderStats::batches);
    meters.cache("text", EmbedderStats::textHits, EmbedderStats::textMisses);
    meters.cache("image", EmbedderStats::imageHits, EmbedderStats::imageMisses);
    meters.stage("decode", EmbedderStats::decode);
    meters.stage("preprocess", EmbedderStats::preprocess);
    meters.stage("infer", EmbedderStats::infer);
    meters.gauge("pictor.embedder.queued", "Pictures that wait now", EmbedderStats::queued);
    return meters.all();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
