package dev.pictor.cli;

import dev.pictor.files.DataFolder;
import dev.pictor.server.ConfigSources;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server to ask: the one named by `--url`, else the one that holds the data folder, else one of
/// this process for as long as the command runs. So a command says the same whether a server runs
/// or not.
final class Connection implements AutoCloseable {

  private static final String API_KEY = "PICTOR_API_KEY";
  private static final String URL = "PICTOR_URL";

  private final ApiClient client;
  private final Optional<PictorServer> own;

  private Connection(ApiClient client, Optional<PictorServer> own) {
    this.client = client;
    this.own = own;
  }

  static Connection open(CommonOptions options) {
    Optional<String> key = key(options);
    Optional<String> named =
        Optional.ofNullable(options.url).or(() -> Optional.ofNullable(System.getenv(URL)));
    if (named.isPresent()) {
      return new Connection(
          new ApiClient(
              address(named.get()), key, Optional.ofNullable(options.ca).map(Trust::authorities)),
          Optional.empty());
    }
    return here(options);
  }

  /// The same, for what belongs to this machine: whatever server the environment names.
  static Connection here(CommonOptions options) {
    Optional<String> key = key(options);
    ServerConfig config = ownConfig(options);
    Optional<DataFolder.Holder> holder = DataFolder.holder(config.data());
    Optional<ApiClient> running = running(holder, key);
    if (running.isPresent()) {
      return new Connection(running.get(), Optional.empty());
    }
    PictorServer server = PictorServer.start(config);
    server.closeOnShutdown();
    return new Connection(new ApiClient(server.uri(), Optional.empty()), Optional.of(server));
  }

  /// The server that holds a data folder, once it listens.
  static Optional<ApiClient> running(Optional<DataFolder.Holder> holder, Optional<String> key) {
    return holder
        .filter(each -> !each.url().isEmpty())
        .map(
            each ->
                new ApiClient(
                    URI.create(each.url()),
                    key,
                    Optional.of(each.certificate())
                        .filter(mark -> !mark.isEmpty())
                        .map(Trust::pinned)));
  }

  /// The key that the environment names.
  static Optional<String> environmentKey() {
    return Optional.ofNullable(System.getenv(API_KEY));
  }

  private static Optional<String> key(CommonOptions options) {
    return Optional.ofNullable(options.apiKey).or(Connection::environmentKey);
  }

  /// The settings of the file and the environment, but on a free port of loopback and without keys
  /// or TLS: nobody else is to call it. Nothing happens there but what the command asks for.
  private static ServerConfig ownConfig(CommonOptions options) {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("host", "127.0.0.1");
    flags.put("port", "0");
    flags.put("api-keys", List.of());
    flags.put("tls-certificate", "");
    flags.put("tls-key", "");
    flags.put("photos", List.of());
    flags.put("watch", "false");
    flags.put("rescan", "0");
    if (options.place.data != null) {
      flags.put("data", options.place.data.toString());
    }
    return ConfigSources.resolve(
        Optional.ofNullable(options.place.config), settings(System.getenv()), flags);
  }

  /// The environment without what is meant for the commands themselves.
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new LinkedHashMap<>(environment);
    settings.remove(API_KEY);
    settings.remove(URL);
    return settings;
  }

  private static URI address(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, in the same words as every other wrong address.
    }
    throw CommandFailed.wrongCommandLine(
        "--url: %s (expected: the address of a server, for example http://localhost:9001)"
            .formatted(text));
  }

  ApiClient client() {
    return client;
  }

  @Override
  public void close() {
    own.ifPresent(PictorServer::close);
  }
}
