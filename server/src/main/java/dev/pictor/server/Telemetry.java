package dev.pictor.server;

import dev.pictor.api.Jobs;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderStats;
import dev.pictor.clip.LoadedModels;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.ServiceException;
import dev.pictor.follow.Follower;
import dev.pictor.http.RequestObserver;
import dev.pictor.store.StoreStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// Counters and times in the text format of Prometheus. Thread-safe.
final class Telemetry implements RequestObserver, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Telemetry.class.getName());

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  // From an answer out of a cache to one that a person has given up on. Each is a series for each
  // route.
  private static final Duration[] LATENCIES =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

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
  private final MultiGauge bytes;
  private final MultiGauge segments;
  private final MultiGauge merges;
  private final MultiGauge answering;
  private final Map<String, Watched> watched = new HashMap<>(); // guarded by this

  /// @param data the data folder, whose disk is watched
  Telemetry(CollectionCatalog catalog, LoadedModels models, Jobs jobs, Path data) {
    this.catalog = catalog;
    this.models = models;
    this.records = ofCollections("records", "Records of a collection, all namespaces");
    this.bytes = ofCollections("bytes", "Size of a collection on disk");
    this.segments = ofCollections("segments", "Parts that a search of a collection goes through");
    this.merges = ofCollections("merges", "Parts of a collection being joined in the background");
    this.answering =
        MultiGauge.builder("pictor.embedder.answering")
            .description("Whether the service whose model computes vectors answers, 1 or 0")
            .register(registry);
    Gauge.builder("pictor.jobs.running", jobs, Jobs::running)
        .description("Jobs that run now")
        .register(registry);
    new DiskSpaceMetrics(data.toFile()).bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /// Shows how far a follower is.
  void follow(Follower follower) {
    Gauge.builder(
            "pictor.follower.lag.seconds", follower, each -> each.state().lag().toMillis() / 1e3)
        .description("Since when this copy is not known to be as its leader")
        .register(registry);
    Gauge.builder("pictor.follower.behind", follower, each -> each.state().behind())
        .description("Commits of the leader that are not here")
        .register(registry);
    FunctionCounter.builder(
            "pictor.follower.fetched.bytes", follower, each -> each.state().fetchedBytes())
        .description("Bytes of files that were fetched from the leader")
        .register(registry);
  }

  private MultiGauge ofCollections(String name, String description) {
    return MultiGauge.builder("pictor.collection." + name)
        .description(description)
        .register(registry);
  }

  @Override
  public void answered(String method, String route, int status, Duration duration) {
    Timer.builder("pictor.http.requests")
        .description("Answered requests")
        .tag("method", known(method))
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(LATENCIES)
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
    Map<String, StoreStats> stats = stats();
    show(records, stats, StoreStats::records);
    show(bytes, stats, StoreStats::bytes);
    show(segments, stats, StoreStats::segments);
    show(merges, stats, StoreStats::merges);
    watchLoaded(models.open());
    models
        .remote()
        .ifPresent(
            remote ->
                answering.register(
                    List.of(
                        MultiGauge.Row.of(
                            Tags.of(
                                "url", remote.status().url().toString(), "model", remote.name()),
                            remote.model().isPresent() && remote.outage().isEmpty() ? 1 : 0)),
                    true));
    return registry.scrape();
  }

  /// A collection whose files are damaged has no series; all others do.
  private Map<String, StoreStats> stats() {
    Map<String, StoreStats> stats = new LinkedHashMap<>();
    for (VectorCollection each : catalog.list()) {
      try {
        stats.put(each.name(), each.stats());
      } catch (ServiceException e) {
        LOG.log(System.Logger.Level.DEBUG, "no stats collection=" + each.name(), e);
      }
    }
    return stats;
  }

  private static void show(
      MultiGauge gauge, Map<String, StoreStats> stats, ToLongFunction<StoreStats> value) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    stats.forEach(
        (name, each) ->
            rows.add(MultiGauge.Row.of(Tags.of("collection", name), value.applyAsLong(each))));
    gauge.register(rows, true);
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
    meters.stage("queue", EmbedderStats::queue);
    meters.stage("decode", EmbedderStats::decode);
    meters.stage("resize", EmbedderStats::resize);
    meters.stage("normalise", EmbedderStats::normalise);
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
