package dev.pictor.server;

import dev.pictor.answer.VisionModel;
import dev.pictor.api.Answering;
import dev.pictor.api.Duplicates;
import dev.pictor.api.Jobs;
import dev.pictor.api.Leases;
import dev.pictor.api.Libraries;
import dev.pictor.api.NativeApi;
import dev.pictor.api.Reembeddings;
import dev.pictor.api.Syncs;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.duplicates.Trash;
import dev.pictor.files.DataFolder;
import dev.pictor.follow.Follower;
import dev.pictor.http.Access;
import dev.pictor.http.ApiKey;
import dev.pictor.http.ApiKeys;
import dev.pictor.http.Dispatcher;
import dev.pictor.http.FetchLimits;
import dev.pictor.http.HostCheck;
import dev.pictor.http.PictureFetcher;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.LibraryConfig;
import dev.pictor.pinecone.imports.ImportFolders;
import dev.pictor.pinecone.imports.Imports;
import dev.pictor.search.Calibrator;
import dev.pictor.store.LuceneStore;
import dev.pictor.transfer.Checkpoints;
import dev.pictor.vision.OpenAiVision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The running server. It listens as soon as the store is open; the model is loaded and the photos
/// are indexed meanwhile. Thread-safe.
public final class PictorServer implements AutoCloseable {

  /// The collection of the folders named by `photos`.
  public static final String PHOTOS = "photos";

  /// How long a follower may be silent while it copies a commit.
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(PictorServer.class.getName());

  private final ServerConfig config;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // last opened first
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ModelSettings modelSettings;
  private final String ownKey = randomKey();
  private final Optional<ServerCertificate> certificate;
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
    this.modelSettings = ModelSettings.of(config, installed, decoder());
    this.certificate = ServerCertificate.of(config.transport());
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
  /// @throws dev.pictor.error.InvalidRequest when the port is taken, a model is not installed, the
  ///   certificate cannot be used or a setting does not hold
  /// @throws dev.pictor.error.CorruptStore naming the file that cannot be read
  public static PictorServer start(ServerConfig config) {
    return start(
        config, ModelCatalog.onClassPath().withInstalled(config.data().resolve(DataFolder.MODELS)));
  }

  /// With the models of `installed` only.
  static PictorServer start(ServerConfig config, ModelCatalog installed) {
    return new PictorServer(config, installed);
  }

  private Running open() {
    HeapKeeper.start().ifPresent(this::keep);
    DataFolder data = keep(DataFolder.open(config.data()));
    FollowMark.set(data, config.follow());
    CollectionCatalog catalog = new CollectionCatalog(keep(openStore(data)));
    PictureDecoder decoder = decoder();
    LoadedModels models = keep(modelSettings.open(decoder));
    Libraries libraries = keep(new Libraries(catalog, decoder, data::library, libraryConfig()));
    Jobs jobs = new Jobs();
    Reembeddings reembeddings =
        new Reembeddings(
            new Reembeddings.Tools(catalog, models, libraries, jobs, decoder.limits()),
            data::reembedding);
    Checkpoints checkpoints = new Checkpoints(data.transfers());
    catalog.onDelete(checkpoints::forget);
    Duplicates duplicates = new Duplicates(catalog, libraries, new Trash(data.trash()));
    catalog.onDelete(duplicates::forget);
    PictureFetcher fetcher = new PictureFetcher(config.urlImages(), FetchLimits.defaults());
    Syncs syncs =
        new Syncs(
            jobs, libraries, models, config.sync().when(), Clock.system(ZoneId.systemDefault()));
    Optional<Follower> follower =
        config.follow().map(settings -> keep(Follower.start(settings, catalog)));
    NativeApi.Parts parts =
        new NativeApi.Parts(
            catalog,
            models,
            new Calibrator(Optional.of(data.backgrounds())),
            libraries,
            jobs,
            syncs,
            reembeddings,
            fetcher::bytes,
            checkpoints,
            answering(decoder),
            duplicates,
            keep(new Leases(LEASE)),
            follower);
    if (follower.isPresent()) {
      libraries.borrowPictures();
    } else {
      syncs.begin(parts::modelOf);
    }
    FirstRun firstRun = new FirstRun(config, parts);
    firstRun.announceLibraries();
    Telemetry telemetry = keep(new Telemetry(catalog, models, jobs, config.data()));
    follower.ifPresent(telemetry::follow);
    List<RouteGroup> groups = MainRoutes.of(config, parts, fetcher, telemetry);
    Ports ports = new Ports(config.host(), certificate, settings(), telemetry);
    Imports imports =
        keep(Imports.open(new Imports.Parts(catalog, data.imports(), importFolders())));
    PineconePorts pinecone = keep(new PineconePorts(config, data, parts, imports, ports));
    reembeddings.textFields(pinecone::textField);
    WebPort port = keep(ports.open(config.port(), groups));
    // Jobs end before requests are waited for, because those that follow a job end with it.
    keep(jobs);
    keep(syncs);
    keep(firstRun);
    announce(data, port.uri());
    return new Running(port, pinecone, groups, firstRun, firstRun.begin());
  }

  private LuceneStore openStore(DataFolder data) {
    return config
        .follow()
        .map(settings -> LuceneStore.follow(data.store(), settings.leader().toString()))
        .orElseGet(() -> LuceneStore.open(data.store()));
  }

  private PictureDecoder decoder() {
    return new PictureDecoder(
        new PictureLimits(config.limits().maxPictureBytes(), config.limits().maxPicturePixels()));
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  private Answering answering(PictureDecoder decoder) {
    Optional<VisionModel> model = config.vision().map(settings -> keep(new OpenAiVision(settings)));
    return new Answering(
        decoder, model, config.answerPictures(), ServerConfig.MOST_ANSWER_PICTURES);
  }

  private LibraryConfig libraryConfig() {
    return LibraryConfig.defaults().with(config.sync().speed(), config.sync().exclude());
  }

  private Dispatcher.Settings settings() {
    List<ApiKey> keys = new ArrayList<>(config.apiKeys());
    if (!keys.isEmpty()) {
      keys.add(ApiKey.of(Access.READ, ownKey));
    }
    boolean guarded = keys.isEmpty() && ServerConfig.isLoopback(config.host());
    return new Dispatcher.Settings(
        new ApiKeys(keys),
        guarded
            ? HostCheck.loopbackAnd(config.allowOrigins(), config.pinecone().advertisedHost())
            : HostCheck.off(),
        config.limits().maxRequestBytes(),
        config.follow().map(settings -> settings.leader().toString()));
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
      data.announce(address.toString(), certificate().orElse(""));
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
    certificate
        .filter(each -> each.until().isBefore(Instant.now()))
        .ifPresent(
            each ->
                LOG.log(
                    Level.WARNING,
                    "the certificate has ended, clients will refuse it until=" + each.until()));
  }

  private static String randomKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// With which this process itself may read, made anew at each start: those of the operator are
  /// forgotten.
  public String ownKey() {
    return ownKey;
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

  /// All routes of the main port.
  List<Route> routes() {
    return routes(running.groups());
  }

  /// All routes of the port of Pinecone's control plane.
  List<Route> controlRoutes() {
    return routes(running.pinecone().controlRoutes());
  }

  /// All routes of the port of each collection.
  List<Route> dataRoutes() {
    return routes(running.pinecone().dataRoutes());
  }

  private static List<Route> routes(List<RouteGroup> groups) {
    return groups.stream().flatMap(group -> group.routes().stream()).toList();
  }

  /// SHA-256 of the certificate that the server shows, in hexadecimal digits; empty for plaintext.
  public Optional<String> certificate() {
    return certificate.map(ServerCertificate::fingerprint);
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
