package dev.pictor.page;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pictor.clip.ModelCatalog;
import dev.pictor.models.AddOptions;
import dev.pictor.models.AddedModel;
import dev.pictor.models.ModelInstaller;
import dev.pictor.server.DamagedBundle;
import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.ServerConfigBuilder;
import dev.pictor.server.TestStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A server in one of the situations that a person can find it in, with its data and photos in a
/// folder of its own that goes with it.
final class PageHost implements AutoCloseable {

  enum Scene {
    /// The photos of `examples/photos`, dated one a week from 2021 on, and four files that cannot
    /// be read.
    EXAMPLES,
    NO_LIBRARY,
    EMPTY_FOLDER,
    /// The example photos behind the key [#KEY], which only reads.
    KEY,
    /// The example photos alone.
    PHOTOS,
    /// So many copies that indexing is still going on when the page is open.
    MANY_COPIES,
    /// A few photos with a copy of each kind and a burst.
    DUPLICATES,
    /// The example photos, and a model that is damaged.
    BROKEN_MODEL,
    /// The example photos, read by a tiny model that was added and is not calibrated.
    UNCALIBRATED_MODEL,
    /// Too few photos to tell what nearness means with that model.
    FEW_PHOTOS_UNCALIBRATED
  }

  static final String KEY = "a-key-for-tests";

  static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final Instant FIRST_DATE = Instant.parse("2021-01-01T12:00:00Z");

  private final Path folder;
  private final ServerConfig config;
  private PictorServer server;

  private PageHost(Path folder, ServerConfig config, PictorServer server) {
    this.folder = folder;
    this.config = config;
    this.server = server;
  }

  static PageHost open(Scene scene) {
    return open(scene, config -> config);
  }

  /// With further settings.
  private static PageHost open(Scene scene, UnaryOperator<ServerConfigBuilder> more) {
    try {
      Path folder = Files.createTempDirectory("pictor-page");
      Path photos = Files.createDirectory(folder.resolve("photos"));
      ServerConfigBuilder config =
          more.apply(
              ServerConfig.builder()
                  .port(0)
                  .data(folder.resolve("data"))
                  .store(TestStores.of(folder.resolve("data")))
                  .browser(false));
      switch (scene) {
        case NO_LIBRARY -> config.photos(List.of());
        case EMPTY_FOLDER -> config.photos(List.of(photos));
        case EXAMPLES -> {
          copyExamples(photos);
          addBrokenFiles(photos);
          config.photos(List.of(photos));
        }
        case KEY -> {
          copyExamples(photos);
          config.photos(List.of(photos)).apiKeys(List.of("read:" + KEY));
        }
        case DUPLICATES -> {
          DuplicatePhotos.make(photos);
          config.photos(List.of(photos)).watch(false).rescan(Duration.ZERO);
        }
        case PHOTOS -> config.photos(copies(photos, 1));
        case MANY_COPIES -> config.photos(copies(photos, 8));
        case UNCALIBRATED_MODEL -> config.photos(copies(photos, 1)).model(addTiny(folder));
        case FEW_PHOTOS_UNCALIBRATED ->
            config.photos(List.of(EXAMPLES.resolve("plants"))).model(addTiny(folder));
        case BROKEN_MODEL -> {
          config.photos(copies(photos, 1));
          PictorServer broken = DamagedBundle.serve(config.build(), folder.resolve("model"));
          return new PageHost(folder, config.build(), broken);
        }
      }
      return new PageHost(folder, config.build(), PictorServer.start(config.build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String addTiny(Path folder) throws IOException {
    AddedModel added =
        new ModelInstaller(folder.resolve("data/models"), ModelCatalog.onClassPath())
            .add(GoldenModels.split(folder.resolve("tiny")), AddOptions.none());
    return added.model().name();
  }

  /// Like [#open], but returns when every picture can be found.
  static PageHost openIndexed(Scene scene) {
    return openIndexed(scene, config -> config);
  }

  /// With further settings.
  static PageHost openIndexed(Scene scene, UnaryOperator<ServerConfigBuilder> more) {
    PageHost host = open(scene, more);
    host.server.firstJob().ifPresent(host::follow);
    return host;
  }

  /// A read-only copy of what another one has; its model is ready.
  static PageHost copyOf(PageHost leader) {
    PageHost copy =
        open(
            Scene.NO_LIBRARY,
            config -> config.follow(leader.url()).followInterval(Duration.ofMillis(50)));
    boolean _ = copy.server.awaitModel();
    return copy;
  }

  private void follow(String job) {
    // The events end with the job.
    send(HttpRequest.newBuilder(job(job).resolve(job + "/events")));
  }

  /// Asks the first job to stop, as a person does with the API.
  void stopReading() {
    send(HttpRequest.newBuilder(job(server.firstJob().orElseThrow())).DELETE());
  }

  /// Puts the example photos into the library's folder and has it read, as a program does.
  void addPhotosAndIndex() throws IOException {
    copyExamples(folder.resolve("photos"));
    post("/api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}");
  }

  /// Begins the next generation of the photos, as a person does at a terminal.
  void reembed(String model) {
    post("/api/v1/collections/photos/reembed", "{\"model\": \"%s\"}".formatted(model));
  }

  private void post(String path, String json) {
    send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /// A folder of this name, made when it is missing.
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /// Has a collection kept in step with one more folder, as a program does.
  void addFolder(String collection, Path added) {
    send(
        HttpRequest.newBuilder(
                URI.create(url() + "/api/v1/collections/" + collection + "/library/folders"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"path\": \"" + added + "\"}")));
  }

  private URI job(String id) {
    return URI.create(url() + "/api/v1/jobs/" + id);
  }

  private static void send(HttpRequest.Builder request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var _ = client.send(request.build(), BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server is asked", e);
    }
  }

  void stop() {
    server.close();
  }

  /// Starts a stopped server again, with its data and at its old address.
  void startAgain() {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .port(server.port())
                .pineconePort(0)
                .indexPorts(0)
                .data(config.data())
                .photos(config.photos())
                .browser(false)
                .build());
  }

  /// Without a slash at the end. Of the control plane for clients of Pinecone.
  String pineconeUrl() {
    return server.pineconeUri().toString();
  }

  String url() {
    return server.uri().toString().replaceAll("/$", "");
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> copies(Path photos, int count) throws IOException {
    for (int copy = 0; copy < count; copy++) {
      copyExamples(photos.resolve("copy-" + copy));
    }
    return List.of(photos);
  }

  /// A byte more at the end of each file makes copies different to a cache of contents.
  private static void copyExamples(Path target) throws IOException {
    List<Path> pictures;
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      pictures = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    Instant date = FIRST_DATE;
    for (Path picture : pictures) {
      Path copy = target.resolve(EXAMPLES.relativize(picture).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(picture, copy);
      Files.writeString(copy, target.getFileName().toString(), StandardOpenOption.APPEND);
      Files.setLastModifiedTime(copy, FileTime.from(date));
      date = date.plus(7, ChronoUnit.DAYS);
    }
  }

  /// The first half of a photo.
  static byte[] half() throws IOException {
    byte[] whole = Files.readAllBytes(EXAMPLES.resolve("kodak/kodim05.jpg"));
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static void addBrokenFiles(Path photos) throws IOException {
    Path folder = Files.createDirectory(photos.resolve("broken"));
    Files.writeString(folder.resolve("<img src=x onerror=alert(1)>.jpg"), "<html>not found</html>");
    Files.writeString(folder.resolve("cut-short.jpg"), "");
    Files.write(folder.resolve("half.jpg"), half());
    Files.write(folder.resolve("phone.heic"), "\0\0\0\u0018ftypheic".getBytes(US_ASCII));
  }
}
