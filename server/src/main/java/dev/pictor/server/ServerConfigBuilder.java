package dev.pictor.server;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.ApiKey;
import dev.pictor.sync.QuietHours;
import dev.pictor.sync.SyncConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Settings one by one to a [ServerConfig]; starts from the defaults. Not thread-safe.
public final class ServerConfigBuilder {
  private static final int PINECONE_PORT = 5080;
  private static final int INDEX_PORTS = 5081;

  private String host = "127.0.0.1";
  private int port = 9001;
  private Path data = Path.of(System.getProperty("user.home", "."), ".pictor");
  private List<Path> photos = List.of();
  private SyncConfig sync = SyncConfig.defaults();
  private double indexSpeed = 1;
  private List<String> exclude = List.of();
  private String model = "pocket";
  private Map<String, String> modelAliases = Map.of();
  private List<ApiKey> apiKeys = List.of();
  private List<String> allowOrigins = List.of();
  private boolean urlImages = true;
  private ServerConfig.Limits limits =
      new ServerConfig.Limits(100_000_000, 200_000_000, 256L << 20);
  private ServerConfig.Caches caches = new ServerConfig.Caches(1000, Duration.ofHours(1), 10_000);
  private OptionalInt pineconePort = OptionalInt.empty();
  private OptionalInt indexPorts = OptionalInt.empty();
  private String advertisedHost = "";
  private List<Path> importFolders = List.of();
  private ServerConfig.IndexHosts indexHosts = ServerConfig.IndexHosts.PORTS;
  private Optional<Path> tlsCertificate = Optional.empty();
  private Optional<Path> tlsKey = Optional.empty();
  private Compute compute = Compute.defaults();
  private EmbedderSettings embedder = EmbedderSettings.none();
  private FollowerSettings follow = FollowerSettings.none();
  private AnswerSettings answers = AnswerSettings.none();
  private boolean browser = true;
  private ServerConfig.LogFormat logFormat = ServerConfig.LogFormat.TEXT;
  private ServerConfig.LogLevel logLevel =
      Boolean.getBoolean("pictor.terminal")
          ? ServerConfig.LogLevel.WARNING
          : ServerConfig.LogLevel.INFO;

  public ServerConfigBuilder host(String value) {
    host = value;
    return this;
  }

  public ServerConfigBuilder port(int value) {
    port = value;
    return this;
  }

  public ServerConfigBuilder data(Path value) {
    data = value;
    return this;
  }

  public ServerConfigBuilder photos(List<Path> value) {
    photos = value;
    return this;
  }

  /// Whether changes in folders are followed as they happen.
  public ServerConfigBuilder watch(boolean value) {
    sync = new SyncConfig(value, sync.rescan(), sync.quietHours());
    return this;
  }

  /// Between two looks at all folders; zero for never.
  public ServerConfigBuilder rescan(Duration value) {
    sync = new SyncConfig(sync.watch(), value, sync.quietHours());
    return this;
  }

  /// Times of the day in which nothing is indexed that nobody asked for.
  public ServerConfigBuilder quietHours(List<QuietHours> value) {
    sync = new SyncConfig(sync.watch(), sync.rescan(), value);
    return this;
  }

  /// Share of the cores that indexing takes, above 0 to 1.
  public ServerConfigBuilder indexSpeed(double value) {
    indexSpeed = value;
    return this;
  }

  /// Patterns of files and folders that are passed over.
  public ServerConfigBuilder exclude(List<String> value) {
    exclude = value;
    return this;
  }

  public ServerConfigBuilder model(String value) {
    model = value;
    return this;
  }

  public ServerConfigBuilder modelAliases(Map<String, String> value) {
    modelAliases = value;
    return this;
  }

  /// Each as [ApiKey#parse] reads it.
  ///
  /// @throws InvalidRequest telling what is wrong with one
  public ServerConfigBuilder apiKeys(List<String> value) {
    apiKeys = value.stream().map(ApiKey::parse).toList();
    return this;
  }

  public ServerConfigBuilder allowOrigins(List<String> value) {
    allowOrigins = value;
    return this;
  }

  public ServerConfigBuilder urlImages(boolean value) {
    urlImages = value;
    return this;
  }

  public ServerConfigBuilder maxPictureBytes(long value) {
    limits = new ServerConfig.Limits(value, limits.maxPicturePixels(), limits.maxRequestBytes());
    return this;
  }

  public ServerConfigBuilder maxPicturePixels(long value) {
    limits = new ServerConfig.Limits(limits.maxPictureBytes(), value, limits.maxRequestBytes());
    return this;
  }

  public ServerConfigBuilder maxRequestBytes(long value) {
    limits = new ServerConfig.Limits(limits.maxPictureBytes(), limits.maxPicturePixels(), value);
    return this;
  }

  public ServerConfigBuilder textCacheEntries(long value) {
    caches = new ServerConfig.Caches(value, caches.textTtl(), caches.imageEntries());
    return this;
  }

  public ServerConfigBuilder textCacheTtl(Duration value) {
    caches = new ServerConfig.Caches(caches.textEntries(), value, caches.imageEntries());
    return this;
  }

  public ServerConfigBuilder imageCacheEntries(long value) {
    caches = new ServerConfig.Caches(caches.textEntries(), caches.textTtl(), value);
    return this;
  }

  /// Without it a server on a free port takes another free one.
  public ServerConfigBuilder pineconePort(int value) {
    pineconePort = OptionalInt.of(value);
    return this;
  }

  /// Without it a server on a free port takes free ones.
  public ServerConfigBuilder indexPorts(int value) {
    indexPorts = OptionalInt.of(value);
    return this;
  }

  public ServerConfigBuilder advertisedHost(String value) {
    advertisedHost = value;
    return this;
  }

  /// Folders, with what is below them, from which clients may import.
  public ServerConfigBuilder importFolders(List<Path> value) {
    importFolders = value;
    return this;
  }

  public ServerConfigBuilder indexHosts(ServerConfig.IndexHosts value) {
    indexHosts = value;
    return this;
  }

  /// Empty, with an empty key, for plaintext.
  public ServerConfigBuilder tlsCertificate(Optional<Path> value) {
    tlsCertificate = value;
    return this;
  }

  public ServerConfigBuilder tlsKey(Optional<Path> value) {
    tlsKey = value;
    return this;
  }

  public ServerConfigBuilder threads(int value) {
    compute = compute.withThreads(value);
    return this;
  }

  public ServerConfigBuilder executionProvider(ComputeDevice.Provider value) {
    compute = compute.withProvider(value);
    return this;
  }

  /// Number of the graphics card, from 0.
  public ServerConfigBuilder gpu(int value) {
    compute = compute.withCard(value);
    return this;
  }

  /// Bytes for all loaded models.
  public ServerConfigBuilder modelMemory(long value) {
    compute = compute.withModelMemoryBytes(value);
    return this;
  }

  /// After which a picture tower that had no picture leaves memory; zero keeps it.
  public ServerConfigBuilder queue(int value) {
    compute = compute.withQueue(value);
    return this;
  }

  public ServerConfigBuilder pictureRest(Duration value) {
    compute = compute.withPictureRest(value);
    return this;
  }

  /// Address of a service whose model computes the vectors; empty for none.
  public ServerConfigBuilder embedder(String value) {
    embedder = embedder.withUrl(value);
    return this;
  }

  /// `pictor`, `roboflow` or `openai`; empty to find it out.
  public ServerConfigBuilder embedderKind(String value) {
    embedder = embedder.withKind(value);
    return this;
  }

  public ServerConfigBuilder embedderModel(String value) {
    embedder = embedder.withModel(value);
    return this;
  }

  public ServerConfigBuilder embedderKey(String value) {
    embedder = embedder.withKey(value);
    return this;
  }

  /// Of the model, where its service tells none.
  public ServerConfigBuilder embedderFingerprint(String value) {
    embedder = embedder.withFingerprint(value);
    return this;
  }

  /// `jina`, `infinity`, `vllm` or `none`; empty to find it out.
  public ServerConfigBuilder embedderPictures(String value) {
    embedder = embedder.withPictures(value);
    return this;
  }

  /// Most pictures of one request.
  public ServerConfigBuilder embedderBatch(int value) {
    embedder = embedder.withPictureBatch(value);
    return this;
  }

  /// Most texts of one request.
  public ServerConfigBuilder embedderTextBatch(int value) {
    embedder = embedder.withTextBatch(value);
    return this;
  }

  /// Most requests under way at a time.
  public ServerConfigBuilder embedderRequests(int value) {
    embedder = embedder.withRequests(value);
    return this;
  }

  /// Of one request.
  public ServerConfigBuilder embedderTimeout(Duration value) {
    embedder = embedder.withTimeout(value);
    return this;
  }

  /// How requests that fail are repeated.
  ServerConfigBuilder embedderTiming(EndpointSettings.Timing value) {
    embedder = embedder.with(value);
    return this;
  }

  /// Address of a server whose collections are copied and served read-only; empty for none.
  public ServerConfigBuilder follow(String value) {
    follow = follow.withUrl(value);
    return this;
  }

  public ServerConfigBuilder followKey(String value) {
    follow = follow.withKey(value);
    return this;
  }

  /// File of those who vouch for its certificate, PEM.
  public ServerConfigBuilder followCa(Optional<Path> value) {
    follow = follow.withAuthorities(value);
    return this;
  }

  /// Between two looks at it.
  public ServerConfigBuilder followInterval(Duration value) {
    follow = follow.withInterval(value);
    return this;
  }

  /// Base of the API of a vision model; empty for none.
  public ServerConfigBuilder answerUrl(String value) {
    answers = answers.withUrl(value);
    return this;
  }

  public ServerConfigBuilder answerModel(String value) {
    answers = answers.withModel(value);
    return this;
  }

  public ServerConfigBuilder answerKey(String value) {
    answers = answers.withKey(value);
    return this;
  }

  public ServerConfigBuilder answerTimeout(Duration value) {
    answers = answers.withTimeout(value);
    return this;
  }

  public ServerConfigBuilder answerPictures(int value) {
    answers = answers.withPictures(value);
    return this;
  }

  public ServerConfigBuilder browser(boolean value) {
    browser = value;
    return this;
  }

  public ServerConfigBuilder logFormat(ServerConfig.LogFormat value) {
    logFormat = value;
    return this;
  }

  public ServerConfigBuilder logLevel(ServerConfig.LogLevel value) {
    logLevel = value;
    return this;
  }

  /// @throws InvalidRequest naming the key, its value and what was expected
  public ServerConfig build() {
    return new ServerConfig(
        host,
        port,
        data,
        photos,
        new ServerConfig.Sync(sync, indexSpeed, exclude),
        model,
        modelAliases,
        apiKeys,
        allowOrigins,
        urlImages,
        limits,
        caches,
        new ServerConfig.Pinecone(
            pineconePort.orElse(port == 0 ? 0 : PINECONE_PORT),
            indexPorts.orElse(port == 0 ? 0 : INDEX_PORTS),
            advertisedHost,
            indexHosts,
            importFolders),
        Transport.of(tlsCertificate, tlsKey),
        compute,
        embedder.endpoint(),
        follow.follow(),
        answers.vision(),
        answers.pictures(),
        browser,
        logFormat,
        logLevel);
  }
}
