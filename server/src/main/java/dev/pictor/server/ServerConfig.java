package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// All that an operator can set; valid as a whole. Immutable. Where values come from is
/// [ConfigSources]' business.
///
/// @param host address or name to bind
/// @param port 0 takes a free one
/// @param data folder of all state, locked by one process
/// @param photos folders that the collection `photos` mirrors; may be empty
/// @param model name of the default model
/// @param modelAliases further names that clients may use for models
/// @param apiKeys any of them admits; empty lets everybody in
/// @param allowOrigins pages that may use the native API from elsewhere; `*` for all
/// @param urlImages whether pictures are fetched from addresses that clients name
/// @param limits of pictures and requests
/// @param caches of the embedder
/// @param pinecone where Pinecone's clients are served
/// @param threads for decoding and inference, in all
/// @param browser whether the page is opened at start
/// @param logLevel in a terminal WARNING by default, because there the command line tells what
///   happens
public record ServerConfig(
    String host,
    int port,
    Path data,
    List<Path> photos,
    String model,
    Map<String, String> modelAliases,
    List<String> apiKeys,
    List<String> allowOrigins,
    boolean urlImages,
    Limits limits,
    Caches caches,
    Pinecone pinecone,
    int threads,
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

  /// @param maxRequestBytes of one body, all its pictures together
  public record Limits(long maxPictureBytes, long maxPicturePixels, long maxRequestBytes) {}

  public record Caches(long textEntries, Duration textTtl, long imageEntries) {}

  /// Where Pinecone's clients are served.
  ///
  /// @param port of the control plane; 0 takes a free one
  /// @param indexPorts from which on ports of collections are tried; 0 takes free ones
  /// @param advertisedHost name that clients are told for collections; empty for the one under
  ///   which they reached the control plane
  /// @param importFolders from which clients may import; when it is empty, a server without keys,
  ///   which only this machine reaches, admits all folders, and one with keys none
  public record Pinecone(
      int port, int indexPorts, String advertisedHost, List<Path> importFolders) {
    public Pinecone {
      importFolders = List.copyOf(importFolders);
    }
  }

  private static final int MIN_KEY_LENGTH = 8;
  private static final int MAX_PORT = 65_535;
  private static final int PINECONE_PORT = 5080;
  private static final int INDEX_PORTS = 5081;

  public ServerConfig {
    photos = List.copyOf(photos);
    modelAliases = Map.copyOf(modelAliases);
    apiKeys = List.copyOf(apiKeys);
    allowOrigins = List.copyOf(allowOrigins);
    requirePort("port", port);
    requirePort("pinecone-port", pinecone.port());
    requirePort("index-ports", pinecone.indexPorts());
    require(threads >= 1, "threads", threads, "1 or more");
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
    for (String key : apiKeys) {
      if (key.length() < MIN_KEY_LENGTH) {
        throw new InvalidRequest(
            "api-keys: one has %d characters (expected: at least %d)"
                .formatted(key.length(), MIN_KEY_LENGTH));
      }
    }
    if (apiKeys.isEmpty() && !isLoopback(host)) {
      throw new InvalidRequest(
          "host: %s is reachable from other machines (expected: 127.0.0.1, or an API key). Set api-keys (--api-key KEY or PICTOR_API_KEYS) to publish the server, or leave host out."
              .formatted(host));
    }
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

  public static Builder builder() {
    return new Builder();
  }

  /// Keys are masked.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ServerConfig[host=%s, port=%d, data=%s, photos=%s, model=%s, model-alias=%s, api-keys=%s,"
            + " allow-origins=%s, url-images=%s, limits=%s, caches=%s, pinecone=%s, threads=%d]",
        host,
        port,
        data,
        photos,
        model,
        modelAliases,
        apiKeys.stream().map(key -> "***").toList(),
        allowOrigins,
        urlImages,
        limits,
        caches,
        pinecone,
        threads);
  }

  /// Starts from the defaults. Not thread-safe.
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = 9001;
    private Path data = Path.of(System.getProperty("user.home", "."), ".pictor");
    private List<Path> photos = List.of();
    private String model = "pocket";
    private Map<String, String> modelAliases = Map.of("ViT-B-16", "pocket");
    private List<String> apiKeys = List.of();
    private List<String> allowOrigins = List.of();
    private boolean urlImages = true;
    private Limits limits = new Limits(100_000_000, 200_000_000, 256L << 20);
    private Caches caches = new Caches(1000, Duration.ofHours(1), 10_000);
    private OptionalInt pineconePort = OptionalInt.empty();
    private OptionalInt indexPorts = OptionalInt.empty();
    private String advertisedHost = "";
    private List<Path> importFolders = List.of();
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean browser = true;
    private LogFormat logFormat = LogFormat.TEXT;
    private LogLevel logLevel =
        Boolean.getBoolean("pictor.terminal") ? LogLevel.WARNING : LogLevel.INFO;

    public Builder host(String value) {
      host = value;
      return this;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder data(Path value) {
      data = value;
      return this;
    }

    public Builder photos(List<Path> value) {
      photos = value;
      return this;
    }

    public Builder model(String value) {
      model = value;
      return this;
    }

    public Builder modelAliases(Map<String, String> value) {
      modelAliases = value;
      return this;
    }

    public Builder apiKeys(List<String> value) {
      apiKeys = value;
      return this;
    }

    public Builder allowOrigins(List<String> value) {
      allowOrigins = value;
      return this;
    }

    public Builder urlImages(boolean value) {
      urlImages = value;
      return this;
    }

    public Builder maxPictureBytes(long value) {
      limits = new Limits(value, limits.maxPicturePixels(), limits.maxRequestBytes());
      return this;
    }

    public Builder maxPicturePixels(long value) {
      limits = new Limits(limits.maxPictureBytes(), value, limits.maxRequestBytes());
      return this;
    }

    public Builder maxRequestBytes(long value) {
      limits = new Limits(limits.maxPictureBytes(), limits.maxPicturePixels(), value);
      return this;
    }

    public Builder textCacheEntries(long value) {
      caches = new Caches(value, caches.textTtl(), caches.imageEntries());
      return this;
    }

    public Builder textCacheTtl(Duration value) {
      caches = new Caches(caches.textEntries(), value, caches.imageEntries());
      return this;
    }

    public Builder imageCacheEntries(long value) {
      caches = new Caches(caches.textEntries(), caches.textTtl(), value);
      return this;
    }

    /// Without it a server on a free port takes another free one.
    public Builder pineconePort(int value) {
      pineconePort = OptionalInt.of(value);
      return this;
    }

    /// Without it a server on a free port takes free ones.
    public Builder indexPorts(int value) {
      indexPorts = OptionalInt.of(value);
      return this;
    }

    public Builder advertisedHost(String value) {
      advertisedHost = value;
      return this;
    }

    /// Folders, with what is below them, from which clients may import.
    public Builder importFolders(List<Path> value) {
      importFolders = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder browser(boolean value) {
      browser = value;
      return this;
    }

    public Builder logFormat(LogFormat value) {
      logFormat = value;
      return this;
    }

    public Builder logLevel(LogLevel value) {
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
          model,
          modelAliases,
          apiKeys,
          allowOrigins,
          urlImages,
          limits,
          caches,
          new Pinecone(
              pineconePort.orElse(port == 0 ? 0 : PINECONE_PORT),
              indexPorts.orElse(port == 0 ? 0 : INDEX_PORTS),
              advertisedHost,
              importFolders),
          threads,
          browser,
          logFormat,
          logLevel);
    }
  }
}
