package dev.pictor.server;

import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Pictures that clients send, beside those of folders.
class UploadsOverHttpTest {

  private static final Path EXAMPLES = Path.of("../examples/photos/kodak");
  private static final String IMAGES = "api/v1/collections/photos/images";

  @TempDir private Path temp;

  private static byte[] picture(String name) throws Exception {
    return Files.readAllBytes(EXAMPLES.resolve(name));
  }

  private static String body(String id, byte[] picture) {
    return "{\"id\": \"%s\", \"filename\": \"a/b.jpg\", \"metadata\": {\"album\": \"x\"}, \"image\": {\"type\": \"base64\", \"value\": \"%s\"}}"
        .formatted(id, Base64.getEncoder().encodeToString(picture));
  }

  private ServerConfig config(List<Path> photos) {
    return ServerConfig.builder()
        .data(temp.resolve("data"))
        .photos(photos)
        .port(0)
        .watch(false)
        .rescan(Duration.ZERO)
        .build();
  }

  private long storedFiles() throws Exception {
    Path uploads = temp.resolve("data/libraries/photos/uploads");
    if (!Files.exists(uploads)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(uploads)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void anUploadLivesBesideTheFoldersUntilItIsDeleted() throws Exception {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.copy(EXAMPLES.resolve("kodim05.jpg"), photos.resolve("kodim05.jpg"));
    try (ReadyServer server = new ReadyServer(config(List.of(photos)))) {
      TestClient client = server.client();
      HttpResponse<String> made = client.post(IMAGES, body("mine/1", picture("kodim19.jpg")));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      assertThat(json(made).at("/metadata/filename").stringValue()).isEqualTo("b.jpg");
      assertThat(json(made).at("/metadata/album").stringValue()).isEqualTo("x");
      assertThat(json(made).at("/metadata").has("path")).isFalse();
      String file = json(made).get("file").stringValue().substring(1);
      assertThat(client.send(client.request(file), BodyHandlers.ofByteArray()).body())
          .isEqualTo(picture("kodim19.jpg"));
      String thumbnail = json(made).get("thumbnail").stringValue().substring(1);
      assertThat(client.get(thumbnail).statusCode()).isEqualTo(200);

      // A file of the folder must not take its place.
      Files.createDirectory(photos.resolve("mine"));
      Files.copy(EXAMPLES.resolve("kodim23.jpg"), photos.resolve("mine/1"));
      server.index();
      assertThat(ids(json(client.get(IMAGES)), "images")).containsExactly("kodim05.jpg", "mine/1");
      assertThat(client.get("api/v1/collections/photos/failures").body())
          .contains("an uploaded picture has its id");
      assertThat(client.post(IMAGES, body("kodim05.jpg", picture("kodim19.jpg"))).statusCode())
          .isEqualTo(409);
      assertThat(delete(client, "kodim05.jpg").statusCode()).isEqualTo(409);

      assertThat(client.post(IMAGES, body("mine/2", picture("kodim19.jpg"))).statusCode())
          .isEqualTo(201);
      assertThat(client.post(IMAGES, body("mine/1", picture("kodim23.jpg"))).statusCode())
          .isEqualTo(201);
      assertThat(storedFiles()).isEqualTo(2);
      assertThat(delete(client, "mine%2F1").statusCode()).isEqualTo(204);
      assertThat(storedFiles()).isEqualTo(1);
      assertThat(delete(client, "mine%2F1").statusCode()).isEqualTo(404);
    }
    try (ReadyServer server = new ReadyServer(config(List.of(photos)))) {
      assertThat(server.client().get(IMAGES + "/mine%2F2/file").statusCode()).isEqualTo(200);
      assertThat(delete(server.client(), "mine%2F2").statusCode()).isEqualTo(204);
      assertThat(storedFiles()).isZero();
    }
  }

  @Test
  void aCollectionWithoutFoldersTakesUploadsAndItsPicturesOutliveARestart() throws Exception {
    try (ReadyServer server = new ReadyServer(config(List.of()))) {
      TestClient client = server.client();
      assertThat(client.post(IMAGES, body("a", picture("kodim19.jpg"))).statusCode())
          .isEqualTo(404);
      HttpResponse<String> made =
          client.post("api/v1/collections", "{\"name\": \"photos\", \"model\": \"pocket\"}");
      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(client.post(IMAGES, body("a", picture("kodim19.jpg"))).statusCode())
          .isEqualTo(201);
      HttpResponse<String> broken = client.post(IMAGES, body("b", new byte[] {1, 2, 3}));
      assertThat(broken.statusCode()).isEqualTo(422);
      HttpResponse<String> reserved =
          client.post(IMAGES, body("b", picture("kodim23.jpg")).replace("\"album\"", "\"sha256\""));
      assertThat(reserved.statusCode()).isEqualTo(400);
      assertThat(reserved.body()).contains("sha256");
      assertThat(storedFiles()).isEqualTo(1);
    }
    try (ReadyServer server = new ReadyServer(config(List.of()))) {
      TestClient client = server.client();
      assertThat(client.get(IMAGES + "/a/thumbnail?size=64").statusCode()).isEqualTo(200);
      JsonNode found =
          json(client.post("api/v1/collections/photos/search", "{\"query\": \"a lighthouse\"}"));
      assertThat(found.at("/matches/0/thumbnail").stringValue()).endsWith("/images/a/thumbnail");
      assertThat(client.send(client.request("api/v1/collections/photos").DELETE()).statusCode())
          .isEqualTo(204);
      assertThat(storedFiles()).isZero();
    }
  }

  private static HttpResponse<String> delete(TestClient client, String id) throws Exception {
    return client.send(client.request(IMAGES + "/" + id).DELETE());
  }

  /// A server whose libraries are open and, when it has folders, read.
  private static final class ReadyServer implements AutoCloseable {
    private final PictorServer server;
    private final TestClient client;

    ReadyServer(ServerConfig config) throws Exception {
      server = PictorServer.start(config);
      client = new TestClient(server.uri(), "");
      assertThat(server.awaitModel()).isTrue();
      if (server.firstJob().isPresent()) {
        String _ = client.events(server.firstJob().get());
      }
    }

    TestClient client() {
      return client;
    }

    void index() throws Exception {
      HttpResponse<String> job =
          client.post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}");
      assertThat(job.statusCode()).as(job.body()).isEqualTo(202);
      assertThat(client.events(json(job).get("id").stringValue())).contains("event: end");
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
