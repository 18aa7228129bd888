package dev.pictor.cli;

import dev.pictor.server.ConfigSources;
import dev.pictor.server.LogSetup;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "serve",
    header = "Index folders of photos and serve the page and the APIs.",
    description = {
      "The page answers at once; pictures can be searched as soon as each is indexed. Stop with Ctrl-C; the next start goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor serve --photos ~/Pictures",
      "  pictor serve --photos /photos/a --photos /photos/b --port 8080 --no-browser",
      "  pictor serve --photos /photos --host 0.0.0.0 --api-key a-long-secret",
      "",
      "Every flag can stand in the file of --config (photos: [/photos]) or in the environment (PICTOR_PHOTOS=/photos).",
      "Exit codes: 1 could not start, 2 wrong command line or settings, 130 stopped by Ctrl-C, 143 stopped by SIGTERM."
    })
final class ServeCommand implements Callable<Integer> {

  @Option(
      names = "--photos",
      paramLabel = "FOLDER",
      arity = "1..*",
      description = "Folders of photos, with all folders inside.")
  List<Path> photos = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description =
          "Pass over files and folders of this name, or path when it has a /: * stands for any characters of a name, ** for any names. May be given more than once.")
  List<String> exclude = List.of();

  @Option(
      names = "--quiet-hours",
      paramLabel = "FROM-TO",
      description = "Index nothing by itself then, such as 08:00-18:00; searches go on.")
  List<String> quietHours = List.of();

  @Option(
      names = "--index-speed",
      paramLabel = "PERCENT",
      description = "Share of the cores that indexing takes (default: 100%%).")
  @Nullable String indexSpeed;

  @Option(
      names = "--rescan",
      paramLabel = "SECONDS",
      description =
          "Look at all folders again after this time, for what watching missed (default: 3600; 0 for never).")
  @Nullable String rescan;

  @Option(names = "--no-watch", description = "Do not follow changes in folders as they happen.")
  boolean noWatch;

  @Mixin DataOptions place = new DataOptions();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on (default: 127.0.0.1). One that others reach needs --api-key.")
  @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of page and APIs (default: 9001; 0 takes a free one).")
  @Nullable Integer port;

  @Option(
      names = "--pinecone-port",
      paramLabel = "PORT",
      description =
          "Port where clients of Pinecone find their indexes (default: 5080; 0 takes a free one).")
  @Nullable Integer pineconePort;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Speak TLS with this certificate (PEM, with those that vouch for it).")
  @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key (PEM, PKCS#8, not encrypted).")
  @Nullable Path tlsKey;

  @Option(names = "--model", paramLabel = "NAME", description = "The model (default: pocket).")
  @Nullable String model;

  @Option(
      names = "--embedder",
      paramLabel = "URL",
      description =
          "Have the model of another Pictor, of a Roboflow server or of an endpoint like OpenAI's compute the vectors.")
  @Nullable String embedder;

  @Option(
      names = "--embedder-kind",
      paramLabel = "KIND",
      description = "pictor, roboflow or openai (default: found out by asking).")
  @Nullable String embedderKind;

  @Option(
      names = "--embedder-model",
      paramLabel = "NAME",
      description = "Name of the model there (default: the one that it takes by itself).")
  @Nullable String embedderModel;

  @Option(
      names = "--follow",
      paramLabel = "URL",
      description = "Serve a read-only copy of all collections of that server, kept up to date.")
  @Nullable String follow;

  @Option(
      names = "--model-alias",
      paramLabel = "ALIAS=NAME",
      description =
          "A further name for a model, for clients that ask for it (default: ViT-B-16 is the usual one while no model of that name is there).")
  Map<String, String> aliases = Map.of();

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "A key that callers must send; may be given more than once. With read: or write: in front it"
              + " allows only that.")
  List<String> apiKeys = List.of();

  @Option(
      names = "--no-url-images",
      description = "Do not fetch pictures from addresses that callers name.")
  boolean noUrlImages;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text or json (default: text).")
  @Nullable String logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warning, info or debug (default: warning in a terminal, else info).")
  @Nullable String logLevel;

  @Option(names = "--no-browser", description = "Do not open the page.")
  boolean noBrowser;

  @Override
  public Integer call() throws InterruptedException {
    for (Path folder : photos) {
      if (!Files.isDirectory(folder)) {
        throw new CommandFailed("--photos %s: no such folder".formatted(folder));
      }
    }
    ServerConfig settings =
        ConfigSources.resolve(Optional.ofNullable(place.config), System.getenv(), flags());
    LogSetup.use(settings.logFormat(), settings.logLevel());
    PictorServer server = PictorServer.start(settings);
    server.closeOnShutdown();
    System.out.println("Pictor is at " + server.uri() + "  (Ctrl-C stops it)");
    settings.follow().ifPresent(each -> System.out.println("A read-only copy of " + each.leader()));
    if (settings.photos().isEmpty() && settings.follow().isEmpty()) {
      System.out.println("No folder of photos was given: pictor serve --photos FOLDER");
    }
    if (settings.browser()) {
      Browser.open(server.uri());
    }
    if (!settings.photos().isEmpty()) {
      Thread.ofVirtual().name("pictor-progress").start(() -> report(server));
    }
    new CountDownLatch(1).await(); // until a signal ends the process
    return ExitCode.OK;
  }

  private Map<String, Object> flags() {
    Map<String, Object> flags = new LinkedHashMap<>();
    if (!photos.isEmpty()) {
      flags.put("photos", photos.stream().map(each -> each.toAbsolutePath().toString()).toList());
    }
    if (!exclude.isEmpty()) {
      flags.put("exclude", exclude);
    }
    if (!quietHours.isEmpty()) {
      flags.put("quiet-hours", quietHours);
    }
    put(flags, "index-speed", indexSpeed);
    put(flags, "rescan", rescan);
    if (noWatch) {
      flags.put("watch", "false");
    }
    put(flags, "data", place.data);
    put(flags, "host", host);
    put(flags, "port", port);
    put(flags, "pinecone-port", pineconePort);
    put(flags, "tls-certificate", tlsCertificate);
    put(flags, "tls-key", tlsKey);
    put(flags, "model", model);
    put(flags, "embedder", embedder);
    put(flags, "follow", follow);
    put(flags, "embedder-kind", embedderKind);
    put(flags, "embedder-model", embedderModel);
    put(flags, "log-format", logFormat);
    put(flags, "log-level", logLevel);
    if (!aliases.isEmpty()) {
      flags.put("model-alias", aliases);
    }
    if (!apiKeys.isEmpty()) {
      flags.put("api-keys", apiKeys);
    }
    if (noUrlImages) {
      flags.put("url-images", "false");
    }
    if (noBrowser) {
      flags.put("browser", "false");
    }
    return flags;
  }

  private static void put(Map<String, Object> flags, String key, @Nullable Object value) {
    if (value != null) {
      flags.put(key, value.toString());
    }
  }

  /// Shows the first run over the folders, then one line of what came out.
  private static void report(PictorServer server) {
    Optional<String> job = server.firstJob();
    if (job.isEmpty()) {
      System.out.println(
          "The library is paused, or these are quiet hours: the folders are not read now.");
      return;
    }
    ApiClient client =
        new ApiClient(
            server.uri(), Optional.of(server.ownKey()), server.certificate().map(Trust::pinned));
    try {
      JsonNode end = IndexCommand.follow(client, job.get());
      if (end.path("state").asString("").equals("failed")) {
        throw new CommandFailed("The photos are not indexed. " + end.path("error").asString(""));
      }
      IndexCommand.print(client, PictorServer.PHOTOS, end);
    } catch (CommandFailed e) {
      if (!server.isClosed()) { // a server that stops does not answer, which is no fault
        System.err.println(e.getMessage());
      }
    }
  }
}
