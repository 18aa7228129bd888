package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.files.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A whole server, asked over HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerTest {

  @TempDir static Path data;
  private PictorServer server;
  private TestClient client;

  @BeforeAll
  void start() {
    server =
        PictorServer.start(
            ServerConfig.builder().data(data).port(0).maxRequestBytes(2_000_000).build());
    client = new TestClient(server.uri(), "");
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void healthIsAnsweredAtOnce() throws Exception {
    HttpResponse<String> response = client.get("healthz");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("status").stringValue()).isEqualTo("healthy");
  }

  @Test
  void anUnknownPathIsAProblemDocumentWithTheClientsRequestId() throws Exception {
    HttpResponse<String> response =
        client.send(client.request("api/v1/nothing").header("X-Request-ID", "abc-1"));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("X-Request-ID")).hasValue("abc-1");
    assertThat(json(response).get("requestId").stringValue()).isEqualTo("abc-1");
  }

  @Test
  void aWrongMethodNamesTheRightOnes() throws Exception {
    HttpResponse<String> response = client.send(client.request("api/v1/models").DELETE());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET");
    // The files of the page take every GET; they must not hide what a path is for.
    assertThat(client.get("api/v1/tags").statusCode()).isEqualTo(405);
    assertThat(client.get("clip/embed_text").headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void aModelThatIsNotInstalledEndsTheStart(@TempDir Path other) {
    assertThatThrownBy(
            () ->
                PictorServer.start(
                    ServerConfig.builder().data(other).port(0).model("nope").build()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("model: nope is not installed (installed: pocket)");
    ServerConfig alias =
        ServerConfig.builder()
            .data(other)
            .port(0)
            .modelAliases(Map.of("ViT-B-32", "poket"))
            .build();
    assertThatThrownBy(() -> PictorServer.start(alias))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("model-alias: ViT-B-32=poket (expected: one of [pocket])");
  }

  @Test
  void aCollectionLivesFromCreationToDeletion() throws Exception {
    HttpResponse<String> created =
        client.post("api/v1/collections", "{\"name\": \"cats\", \"dimension\": 3}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(json(client.get("api/v1/collections/cats")).get("dimension").intValue())
        .isEqualTo(3);
    assertThat(
            client
                .post("api/v1/collections", "{\"name\": \"cats\", \"dimension\": 3}")
                .statusCode())
        .isEqualTo(409);
    assertThat(client.send(client.request("api/v1/collections/cats").DELETE()).statusCode())
        .isEqualTo(204);
    assertThat(client.get("api/v1/collections/cats").statusCode()).isEqualTo(404);
  }

  @Test
  void anUnknownFieldIsRefusedByName() throws Exception {
    HttpResponse<String> response =
        client.post(
            "api/v1/collections", "{\"name\": \"dogs\", \"dimension\": 3, \"dimensions\": 4}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).startsWith("dimensions: unknown field");
  }

  @Test
  void brokenJsonIsRefusedWithItsPlace() throws Exception {
    HttpResponse<String> response = client.post("api/v1/collections", "{\"name\": ");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("line 1");
  }

  @Test
  void aBodyOfAnotherTypeIs415() throws Exception {
    HttpResponse<String> response =
        client.send(
            client
                .request("api/v1/collections")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(response.statusCode()).isEqualTo(415);
  }

  @Test
  void anOversizeBodyIs413() throws Exception {
    HttpResponse<String> response = client.post("api/v1/embed", "x".repeat(2_000_001));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void aForeignHostNameIsMisdirected() throws Exception {
    assertThat(exchange("GET /api/v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 300\r\n\r\n"
      })
  void aConnectionEndsWithTheAnswerWhenTheClientAsksForIt(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (request.startsWith("POST")) {
        socket.getOutputStream().write(new byte[300]);
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int length =
          Integer.parseInt(answer.replaceFirst("(?s).*\r\nContent-Length: ([0-9]+).*", "$1"));
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(length);
    }
  }

  /// The status line that the server answers to raw bytes.
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void textsBecomeUnitVectorsAndUnreadablePicturesAre422() throws Exception {
    HttpResponse<String> response = client.post("api/v1/embed", "{\"texts\": [\"a cat\"]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    double squares = 0;
    for (JsonNode each : json(response).get("texts").get(0)) {
      squares += each.doubleValue() * each.doubleValue();
    }
    assertThat(squares).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-3));
    HttpResponse<String> refused =
        client.post("api/v1/embed", "{\"images\": [{\"type\": \"base64\", \"value\": \"AAAA\"}]}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(json(refused).get("code").stringValue()).isEqualTo("not-a-picture");
    assertThat(json(refused).at("/values/content").stringValue()).isEqualTo("zeros");
    assertThat(client.get("readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsCountRequestsByRoute() throws Exception {
    assertThat(client.get("api/v1/collections").statusCode()).isEqualTo(200);
    assertThat(client.get("metrics").body())
        .contains("route=\"/api/v1/collections\",status=\"200\"");
  }

  @Test
  void theDocumentAndItsPageAreServedLocally() throws Exception {
    assertThat(json(client.get("openapi.json")).get("paths").has("/api/v1/collections")).isTrue();
    assertThat(client.get("docs").body()).contains("/docs/swagger/swagger-ui-bundle.js");
    assertThat(client.get("docs/swagger/swagger-ui.css").statusCode()).isEqualTo(200);
  }

  @Test
  void thePageIsNotSentAgainToABrowserThatHasIt() throws Exception {
    HttpResponse<String> first = client.get("");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(client.send(client.request("").header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);
  }

  @Test
  void aPortInUseIsRefusedByNumberAndTheDataFolderIsFree(@TempDir Path other) {
    ServerConfig config =
        ServerConfig.builder().data(other).port(server.port()).pineconePort(0).build();

    assertThatThrownBy(() -> PictorServer.start(config))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("port: " + server.port())
        .hasMessageContaining("--port");
    assertThat(DataFolder.holder(other)).isEmpty();
  }

  @Test
  void aFolderInUseIsRefusedNamingTheProcess() throws IOException {
    assertThatThrownBy(() -> DataFolder.open(data))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid())
        .hasMessageContaining(server.uri().toString());
    assertThat(DataFolder.holder(data).orElseThrow().url()).isEqualTo(server.uri().toString());
  }
}
