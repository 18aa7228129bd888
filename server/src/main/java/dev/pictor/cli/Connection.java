package dev.pictor.cli;

import dev.pictor.server.ConfigSources;
import dev.pictor.server.DataFolder;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A server to ask: the one named by `--url`, else the one that holds the data folder, else one of
/// this process for as long as the command runs. So a command says the same whether a server runs
/// or not.
final class Connection implements AutoCloseable {

  private final ApiClient client;
  private final Optional<PictorServer> own;

  private Connection(ApiClient client, Optional<PictorServer> own) {
    this.client = client;
    this.own = own;
  }

  static Connection open(CommonOptions options) {
    Optional<String> key =
        Optional.ofNullable(options.apiKey)
            .or(() -> Optional.ofNullable(System.getenv("PICTOR_API_KEY")));
    Optional<String> named =
        Optional.ofNullable(options.url)
            .map(URI::toString)
            .or(() -> Optional.ofNullable(System.getenv("PICTOR_URL")));
    if (named.isPresent()) {
      return new Connection(new ApiClient(URI.create(named.get()), key), Optional.empty());
    }
    ServerConfig config = ownConfig(options);
    Optional<DataFolder.Holder> holder = DataFolder.holder(config.data());
    if (holder.isPresent() && !holder.get().url().isEmpty()) {
      return new Connection(new ApiClient(URI.create(holder.get().url()), key), Optional.empty());
    }
    PictorServer server = PictorServer.start(config);
    server.closeOnShutdown();
    return new Connection(new ApiClient(server.uri(), Optional.empty()), Optional.of(server));
  }

  /// The settings of the file and the environment, but on a free port of loopback and without keys:
  /// nobody else is to call it.
  private static ServerConfig ownConfig(CommonOptions options) {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("host", "127.0.0.1");
    flags.put("port", "0");
    flags.put("api-keys", java.util.List.of());
    flags.put("photos", java.util.List.of());
    if (options.data != null) {
      flags.put("data", options.data.toString());
    }
    return ConfigSources.resolve(Optional.ofNullable(options.config), System.getenv(), flags);
  }

  ApiClient client() {
    return client;
  }

  @Override
  public void close() {
    own.ifPresent(PictorServer::close);
  }
}
