package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A model for which only one picture may wait, and more clients than that.
class CrowdedModelTest {

  private static final int CLIENTS = 16;
  private static final int MOST_ROUNDS = 50;

  @TempDir Path temp;
  private PictorServer server;
  private TestClient client;
  private byte[] picture = new byte[0];
  private int pictures;

  @BeforeEach
  void start() throws Exception {
    server =
        PictorServer.start(
            ServerConfig.builder().data(temp.resolve("data")).port(0).threads(1).queue(1).build());
    assertThat(server.awaitModel()).isTrue();
    client = new TestClient(server.uri(), "");
    picture = GoldenModels.picture("images/large_1600x1200.jpg");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /// Base64 of a picture that no cache knows: what follows the end of a JPEG does not count.
  private String fresh() {
    byte[] own = Arrays.copyOf(picture, picture.length + 4);
    own[picture.length] = (byte) ++pictures;
    own[picture.length + 1] = (byte) (pictures >> 8);
    return Base64.getEncoder().encodeToString(own);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          clip/embed_image | {'image': {'type': 'base64', 'value': '%s'}}    | message
          api/v1/embed     | {'images': [{'type': 'base64', 'value': '%s'}]} | detail
          """)
  void whatDoesNotFitIsRefusedWithTheTimeToComeAgain(String path, String body, String field)
      throws Exception {
    Optional<HttpResponse<String>> refused = Optional.empty();
    for (int round = 0; round < MOST_ROUNDS && refused.isEmpty(); round++) {
      for (HttpResponse<String> answer : together(path, body.replace('\'', '"'))) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429);
        if (answer.statusCode() == 429) {
          refused = Optional.of(answer);
        }
      }
    }
    HttpResponse<String> answer = refused.orElseThrow();
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(TestClient.json(answer).path(field).stringValue())
        .contains("queue: 1 pictures wait (expected: fewer than 1");
    String later = body.replace('\'', '"').formatted(fresh());
    assertThat(client.post(path, later).statusCode()).isEqualTo(200);
  }

  private List<HttpResponse<String>> together(String path, String body) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> coming = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String own = body.formatted(fresh());
        coming.add(threads.submit(() -> client.post(path, own)));
      }
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> each : coming) {
        answers.add(each.get());
      }
      return answers;
    }
  }

  @Test
  void clientsThatHangUpDisturbNobody() throws Exception {
    String body = "{\"image\": {\"type\": \"base64\", \"value\": \"%s\"}}";
    for (int i = 0; i < CLIENTS; i++) {
      byte[] own = body.formatted(fresh()).getBytes(StandardCharsets.UTF_8);
      String head =
          "POST /clip/embed_image HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(own.length);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
          OutputStream out = socket.getOutputStream()) {
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(own);
        out.flush();
      }
    }
    int status = 429;
    for (int round = 0; round < MOST_ROUNDS && status == 429; round++) {
      status = client.post("clip/embed_image", body.formatted(fresh())).statusCode();
    }
    assertThat(status).isEqualTo(200);
    assertThat(client.get("metrics").body())
        .containsPattern("pictor_embedder_queued\\{[^}]*} 0\\.0\\n");
  }
}
