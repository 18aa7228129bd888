package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A server behind a key that has indexed some real photos and one broken file, and its client.
final class PhotosServer implements AutoCloseable {

  static final String KEY = "a-key-for-tests";
  static final String COLLECTION = "api/v1/collections/photos/";
  static final int COUNT = 12;

  private static final Path EXAMPLES = Path.of("../examples/photos");
  private static final List<String> FOLDERS = List.of("animals", "food", "transportation");

  private final Path photos;
  private final PictorServer server;
  private final TestClient client;
  private final String first;

  private PhotosServer(Path photos, PictorServer server) throws Exception {
    this.photos = photos;
    this.server = server;
    this.client = new TestClient(server.uri(), KEY);
    assertThat(client.events(server.firstJob().orElseThrow()))
        .contains("event: progress\n")
        .contains("event: end\n");
    this.first =
        TestClient.json(client.get(COLLECTION + "images?limit=1")).at("/images/0/id").stringValue();
  }

  /// Returns once all photos are indexed.
  ///
  /// @param folder takes photos and data
  static PhotosServer start(Path folder) throws Exception {
    return start(folder, settings -> settings);
  }

  /// With further settings.
  static PhotosServer start(Path folder, UnaryOperator<ServerConfigBuilder> more) throws Exception {
    Path photos = copyPhotos(folder.resolve("photos"));
    ServerConfigBuilder settings =
        ServerConfig.builder()
            .data(folder.resolve("data"))
            .store(TestStores.of(folder.resolve("data")))
            .photos(List.of(photos))
            .watch(false)
            .rescan(Duration.ZERO)
            .port(0)
            .apiKeys(List.of(KEY));
    return new PhotosServer(photos, PictorServer.start(more.apply(settings).build()));
  }

  /// [#COUNT] example photos in three folders, and `food/broken.jpg`.
  static Path copyPhotos(Path photos) throws IOException {
    for (String folder : FOLDERS) {
      Path target = Files.createDirectories(photos.resolve(folder));
      try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
        for (Path file : files.sorted().limit(COUNT / FOLDERS.size()).toList()) {
          Files.copy(file, target.resolve(file.getFileName().toString()));
        }
      }
    }
    Files.writeString(photos.resolve("food/broken.jpg"), "not a picture");
    return photos;
  }

  PictorServer server() {
    return server;
  }

  TestClient client() {
    return client;
  }

  /// The id of the first picture.
  String first() {
    return first;
  }

  /// The bytes of the first picture.
  byte[] picture() throws IOException {
    return Files.readAllBytes(photos.resolve(first));
  }

  /// The first picture as JSON.
  String base64() throws IOException {
    return "{\"type\": \"base64\", \"value\": \""
        + Base64.getEncoder().encodeToString(picture())
        + "\"}";
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.get(path);
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    return client.post(path, json);
  }

  JsonNode search(String json) throws Exception {
    HttpResponse<String> response = client.post(COLLECTION + "search", json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestClient.json(response);
  }

  /// Uploads a picture beside a request.
  HttpResponse<String> form(String path, String request, byte[] picture) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--B\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n"
                + request
                + "\r\n--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--B--\r\n".getBytes(StandardCharsets.US_ASCII));
    HttpRequest.Builder upload =
        client
            .request(path)
            .header("Content-Type", "multipart/form-data; boundary=B")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    return client.send(upload);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
