package dev.pictor.server;

import dev.pictor.api.Jobs;
import dev.pictor.api.Libraries;
import dev.pictor.api.NativeApi;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.ApiKeys;
import dev.pictor.http.Cors;
import dev.pictor.http.Dispatcher;
import dev.pictor.http.FetchLimits;
import dev.pictor.http.HostCheck;
import dev.pictor.http.PictureFetcher;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.pinecone.imports.ImportFolders;
import dev.pictor.pinecone.imports.Imports;
import dev.pictor.roboflow.RoboflowWire;
import dev.pictor.store.LuceneStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The running server. It listens as soon as the store is open; the model is loaded and the photos
/// are indexed meanwhile. Thread-safe.
public final class PictorServer implements AutoCloseable {

  /// The collection of the folders named by `photos`.
  public static final String PHOTOS = "photos";

  private static final Logger LOG = System.getLogger(PictorServer.class.getName());
  private static final int QUEUE_CAPACITY = 256;

  private final ServerConfig config;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // last opened first
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ModelCatalog installed;
  private final Running running;

  /// What is left to do once the port is open.
  private record Running(
      WebPort port,
      PineconePorts pinecone,
      List<RouteGroup> groups,
      FirstRun firstRun,
      Optional<String> firstJob) {}

  private PictorServer(ServerConfig config, ModelCatalog installed) {
    this.config = config;
    this.installed = installed;
    checkModels(config, installed);
    try {
      this.running = open();
    } catch (RuntimeException e) {
      closeOpened();
      throw e;
    }
  }

  /// Returns once the port is open.
  ///
  /// @throws dev.pictor.error.Conflict when another process holds the data folder
  /// @throws InvalidRequest when the port is taken, a model is not installed or a setting does not
  ///   hold
  /// @throws dev.pictor.error.CorruptStore naming the file that cannot be read
  public static PictorServer start(ServerConfig config) {
    return start(config, ModelCatalog.onClassPath());
  }

  /// With the models of `installed` only.
  static PictorServer start(ServerConfig config, ModelCatalog installed) {
    return new PictorServer(config, installed);
  }

  /// A mistyped model is told at the start, not with the first request that needs it.
  private static void checkModels(ServerConfig config, ModelCatalog installed) {
    config
        .modelAliases()
        .forEach(
            (alias, model) -> {
              if (!installed.names().contains(model)) {
                throw new InvalidRequest(
                    "model-alias: %s=%s (expected: one of %s)"
                        .formatted(alias, model, installed.names()));
              }
            });
    String model = config.modelAliases().getOrDefault(config.model(), config.model());
    if (!installed.names().contains(model)) {
      throw new InvalidRequest(
          "model: %s is not installed (installed: %s)"
              .formatted(config.model(), String.join(", ", installed.names())));
    }
  }

  private Running open() {
    DataFolder data = keep(DataFolder.open(config.data()));
    CollectionCatalog catalog = new CollectionCatalog(keep(LuceneStore.open(data.store())));
    PictureDecoder decoder =
        new PictureDecoder(
            new PictureLimits(
                config.limits().maxPictureBytes(), config.limits().maxPicturePixels()));
    LoadedModels models = keep(models(decoder));
    Libraries libraries = keep(new Libraries(catalog, decoder, data::library));
    Jobs jobs = new Jobs();
    PictureFetcher fetcher = new PictureFetcher(config.urlImages(), FetchLimits.defaults());
    NativeApi.Parts parts = new NativeApi.Parts(catalog, models, libraries, jobs, fetcher::bytes);
    FirstRun firstRun = new FirstRun(config, parts);
    firstRun.announceLibraries();
    Telemetry telemetry = keep(new Telemetry(catalog, models, jobs));
    List<RouteGroup> groups = groups(parts, fetcher, telemetry);
    Dispatcher.Settings settings = settings();
    Imports imports =
        keep(Imports.open(new Imports.Parts(catalog, data.imports(), importFolders())));
    PineconePorts pinecone =
        keep(new PineconePorts(config, data, parts, imports, settings, telemetry));
    WebPort port =
        keep(
            WebPort.open(
                config.host(), config.port(), new Dispatcher(groups, settings, telemetry)));
    // Jobs end before requests are waited for, because those that follow a job end with it.
    keep(jobs);
    keep(firstRun);
    announce(data, port.uri());
    return new Running(port, pinecone, groups, firstRun, firstRun.begin());
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  private LoadedModels models(PictureDecoder decoder) {
    EmbedderConfig embedder =
        new EmbedderConfig(
            config.threads(),
            QUEUE_CAPACITY,
            EmbedderConfig.defaults().maxBatch(),
            config.caches().textEntries(),
            config.caches().textTtl(),
            config.caches().imageEntries());
    return new LoadedModels(
        installed,
        decoder,
        embedder,
        new LoadedModels.Choice(config.model(), config.modelAliases()));
  }

  private List<RouteGroup> groups(
      NativeApi.Parts parts, PictureFetcher fetcher, Telemetry telemetry) {
    List<RouteGroup> groups = new ArrayList<>();
    groups.add(NativeApi.routes(parts, config.allowOrigins()));
    groups.addAll(
        new RoboflowWire(new RoboflowModels(parts.models()), fetcher, roboflow()).groups());
    groups.add(
        new ServiceRoutes(
                parts.models(), telemetry::scrape, () -> ApiDocument.of(groups), SwaggerUi.folder())
            .group(config.allowOrigins()));
    return groups;
  }

  private RoboflowWire.Settings roboflow() {
    List<String> origins = config.allowOrigins().isEmpty() ? List.of("*") : config.allowOrigins();
    return new RoboflowWire.Settings(
        config.modelAliases(), Version.current(), new Cors(origins, true));
  }

  private Dispatcher.Settings settings() {
    boolean guarded = config.apiKeys().isEmpty() && ServerConfig.isLoopback(config.host());
    return new Dispatcher.Settings(
        new ApiKeys(config.apiKeys()),
        guarded ? HostCheck.loopbackAnd(config.allowOrigins()) : HostCheck.off(),
        config.limits().maxRequestBytes());
  }

  /// Without keys only programs of this machine reach the server; they may name any folder.
  private ImportFolders importFolders() {
    List<Path> named = config.pinecone().importFolders();
    return named.isEmpty() && config.apiKeys().isEmpty()
        ? ImportFolders.any()
        : ImportFolders.only(named);
  }

  private void announce(DataFolder data, URI address) {
    try {
      data.announce(address.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LOG.log(
        Level.INFO,
        "server listens url=%s data=%s pid=%d sinceJvmStartMillis=%d"
            .formatted(
                address,
                config.data(),
                ProcessHandle.current().pid(),
                System.currentTimeMillis()
                    - java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime()));
  }

  /// Waits until the model is ready, or cannot be used, and tells which.
  public boolean awaitModel() {
    return running.firstRun().awaitModel();
  }

  /// The job over the configured folders; empty when there are none. It waits for the model, and
  /// fails with the reason when the model or the folders cannot be used.
  public Optional<String> firstJob() {
    return running.firstJob();
  }

  /// All routes of this server.
  List<Route> routes() {
    return running.groups().stream().flatMap(group -> group.routes().stream()).toList();
  }

  /// Where the server answers, with a slash at the end.
  public URI uri() {
    return running.port().uri();
  }

  /// The port that is open, also when the configuration asked for a free one.
  public int port() {
    return uri().getPort();
  }

  /// Where the control plane of Pinecone's clients answers, with a slash at the end.
  public URI pineconeUri() {
    return running.pinecone().uri();
  }

  /// Has the server closed when the process is asked to end (SIGTERM, Ctrl-C) or exits otherwise.
  public void closeOnShutdown() {
    StopSignals.answer(this::close);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "pictor-stop"));
  }

  /// Whether it was asked to stop; it may still be about it.
  public boolean isClosed() {
    return closed.get();
  }

  /// Stops accepting, waits some seconds for requests under way, stops jobs, closes the store.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      LOG.log(Level.INFO, "server stops url=" + uri());
      closeOpened();
      LOG.log(Level.INFO, "server stopped");
    }
  }

  private void closeOpened() {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) { // the others must be closed all the same
        LOG.log(Level.ERROR, "part did not close type=" + part.getClass().getSimpleName(), e);
      }
    }
  }
}
