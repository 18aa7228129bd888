package dev.pictor.server;

import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.error.InvalidRequest;
import dev.pictor.follow.FollowSettings;
import dev.pictor.http.ApiKey;
import dev.pictor.library.Exclusions;
import dev.pictor.sync.SyncConfig;
import dev.pictor.vision.VisionSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that an operator can set; valid as a whole. Immutable. Where values come from is
/// [ConfigSources]' business.
///
/// @param host address or name to bind
/// @param port 0 takes a free one
/// @param data folder of all state, locked by one process
/// @param store where collections are kept; all else of the server stays in `data`
/// @param photos folders that the collection `photos` mirrors; may be empty
/// @param sync how libraries are kept in step with their folders
/// @param model name of the default model
/// @param modelAliases further names that clients may use for models
/// @param apiKeys each admits to what its scope allows; empty lets everybody do everything
/// @param allowOrigins pages that may use the native API from elsewhere; `*` for all
/// @param urlImages whether pictures are fetched from addresses that clients name
/// @param limits of pictures and requests
/// @param caches of the embedder
/// @param pinecone where Pinecone's clients are served
/// @param transport of all ports
/// @param compute on what models run
/// @param embedder a model that another service runs, which is the default one then
/// @param follow a server whose collections this one copies and serves read-only
/// @param vision the model that answers questions about pictures, if there is one
/// @param answerPictures how many pictures an answer is made from
/// @param browser whether the page is opened at start
/// @param logLevel in a terminal WARNING by default, because there the command line tells what
///   happens
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ServerConfig(
    String host,
    int port,
    Path data,
    StoreSettings store,
    List<Path> photos,
    Sync sync,
    String model,
    Map<String, String> modelAliases,
    List<ApiKey> apiKeys,
    List<String> allowOrigins,
    boolean urlImages,
    Limits limits,
    Caches caches,
    Pinecone pinecone,
    Transport transport,
    Compute compute,
    Optional<EndpointSettings> embedder,
    Optional<FollowSettings> follow,
    Optional<VisionSettings> vision,
    int answerPictures,
    boolean browser,
    LogFormat logFormat,
    LogLevel logLevel) {

  public enum LogFormat {
    TEXT,
    JSON
  }

  /// The least severe lines that are logged.
  public enum LogLevel {
    ERROR,
    WARNING,
    INFO,
    DEBUG
  }

  /// How libraries are kept in step with their folders.
  ///
  /// @param speed share of the cores that indexing takes, above 0 to 1
  /// @param exclude patterns of what is passed over in all folders
  public record Sync(SyncConfig when, double speed, List<String> exclude) {
    public Sync {
      exclude = List.copyOf(exclude);
      require(speed > 0 && speed <= 1, "index-speed", speed, "1% to 100%");
      Exclusions _ = Exclusions.of(exclude);
    }
  }

  /// @param maxRequestBytes of one body, all its pictures together
  public record Limits(long maxPictureBytes, long maxPicturePixels, long maxRequestBytes) {}

  public record Caches(long textEntries, Duration textTtl, long imageEntries) {}

  /// Where Pinecone's clients are served.
  ///
  /// @param port of the control plane; 0 takes a free one
  /// @param indexPorts from which on ports of collections are tried, or the one that they share; 0
  ///   takes free ones
  /// @param advertisedHost name that clients are told for collections; empty for the one under
  ///   which they reached the control plane
  /// @param indexHosts how indexes are told apart
  /// @param importFolders from which clients may import; when it is empty, a server without keys,
  ///   which only this machine reaches, admits all folders, and one with keys none
  public record Pinecone(
      int port,
      int indexPorts,
      String advertisedHost,
      IndexHosts indexHosts,
      List<Path> importFolders) {
    public Pinecone {
      importFolders = List.copyOf(importFolders);
    }
  }

  /// What tells the indexes of Pinecone's clients apart.
  public enum IndexHosts {
    /// Each has a port of its own.
    PORTS,
    /// All share one port, and each has a name of its own.
    VIRTUAL
  }

  /// More than most vision models look at.
  public static final int MOST_ANSWER_PICTURES = 16;

  /// Names that are not asked for in the network.
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final int MAX_PORT = 65_535;

  public ServerConfig {
    store = store.checked();
    photos = List.copyOf(photos);
    modelAliases = Map.copyOf(modelAliases);
    apiKeys = List.copyOf(apiKeys);
    allowOrigins = List.copyOf(allowOrigins);
    requirePort("port", port);
    requirePort("pinecone-port", pinecone.port());
    requirePort("index-ports", pinecone.indexPorts());
    requireNames(host, pinecone);
    require(compute.threads() >= 1, "threads", compute.threads(), "1 or more");
    require(compute.card() >= 0, "gpu", compute.card(), "0 or more, the number of a card");
    require(compute.queue() >= 1, "queue", compute.queue(), "1 or more");
    require(
        compute.modelMemoryBytes().orElse(1) >= 1,
        "model-memory",
        compute.modelMemoryBytes(),
        ">= 1, in bytes");
    require(
        !compute.pictureRest().isNegative(), "picture-rest", compute.pictureRest(), "not negative");
    require(limits.maxPictureBytes() >= 1, "max-picture-bytes", limits.maxPictureBytes(), ">= 1");
    require(
        limits.maxPicturePixels() >= 1, "max-picture-pixels", limits.maxPicturePixels(), ">= 1");
    require(
        limits.maxRequestBytes() >= 1024 && limits.maxRequestBytes() <= Integer.MAX_VALUE - 8,
        "max-request-bytes",
        limits.maxRequestBytes(),
        "1024 to 2147483639");
    require(caches.textEntries() >= 0, "text-cache-entries", caches.textEntries(), ">= 0");
    require(caches.imageEntries() >= 0, "image-cache-entries", caches.imageEntries(), ">= 0");
    require(!caches.textTtl().isNegative(), "text-cache-ttl", caches.textTtl(), "not negative");
    require(
        answerPictures >= 1 && answerPictures <= MOST_ANSWER_PICTURES,
        "answer-pictures",
        answerPictures,
        "1 to " + MOST_ANSWER_PICTURES);
    if (follow.isPresent()) {
      require(
          store.engine() == StoreSettings.Engine.LUCENE,
          "store",
          store.engine().word(),
          "lucene, because a server with the setting follow copies collections into its data folder");
      require(
          photos.isEmpty(),
          "photos",
          photos,
          "none, because a server with the setting follow indexes no folders; set them at its leader");
      requireAnother(follow.get().leader(), host, port);
    }
    if (apiKeys.isEmpty() && !isLoopback(host)) {
      throw new InvalidRequest(
          "host: %s is reachable from other machines (expected: 127.0.0.1, or an API key). Set api-keys (--api-key KEY or PICTOR_API_KEYS) to publish the server, or leave host out."
              .formatted(host));
    }
  }

  private static void requireAnother(URI leader, String host, int port) {
    String name = leader.getHost();
    require(
        leader.getPort() != port || !(name.equals(host) || THIS_MACHINE.contains(name)),
        "follow",
        leader,
        "another server than this one itself. Give one of both another port");
  }

  private static void requireNames(String host, Pinecone pinecone) {
    String advertised = pinecone.advertisedHost();
    if (pinecone.indexHosts() == IndexHosts.PORTS) {
      require(
          !advertised.matches(".*[^:]:[0-9]+"),
          "advertised-host",
          advertised,
          "a name without a port, because each index has one; a port needs index-hosts: virtual");
      return;
    }
    require(
        advertised.isEmpty()
            ? isLoopback(host)
            : advertised.matches("(https://)?(?![0-9.]+(:|$))[A-Za-z0-9.-]+(:[0-9]+)?"),
        "advertised-host",
        advertised.isEmpty() ? "none" : advertised,
        "with index-hosts: virtual, the domain below which all names lead here, such as pictor.example.org");
  }

  private static void requirePort(String key, int port) {
    require(port >= 0 && port <= MAX_PORT, key, port, "0 to 65535");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new InvalidRequest("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }

  /// Whether only this machine reaches `host`.
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new InvalidRequest(
          "host: " + host + " (expected: an address or a name of this machine)", e);
    }
  }

  public static ServerConfig defaults() {
    return builder().build();
  }

  public static ServerConfigBuilder builder() {
    return new ServerConfigBuilder();
  }

  /// Keys mask themselves.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ServerConfig[host=%s, port=%d, data=%s, store=%s, photos=%s, sync=%s, model=%s, model-alias=%s, api-keys=%s,"
            + " allow-origins=%s, url-images=%s, limits=%s, caches=%s, pinecone=%s, transport=%s, compute=%s, embedder=%s, follow=%s, vision=%s]",
        host,
        port,
        data,
        store,
        photos,
        sync,
        model,
        modelAliases,
        apiKeys,
        allowOrigins,
        urlImages,
        limits,
        caches,
        pinecone,
        transport,
        compute,
        embedder,
        follow,
        vision);
  }
}
