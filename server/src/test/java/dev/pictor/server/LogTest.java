package dev.pictor.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// The log of a whole life of a server, at the level of requests.
class LogTest {

  private static final Path PICTURE =
      Path.of("../examples/photos/animals/happymillerman-30230914936.jpg");
  private static final String KEY = "a-secret-key-of-this-test";
  private static final String WRONG = "a-wrong-key-of-this-test";
  private static final String QUERY = "words-only-asked-in-this-test";

  @TempDir private Path data;
  private final PrintStream errors = System.err;

  @AfterEach
  void restore() {
    System.setErr(errors);
    LogSetup.use(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.WARNING);
  }

  private String logOf(ServerConfig.LogFormat format, ServerConfig.LogLevel level)
      throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    LogSetup.use(format, level);
    ServerConfig config = ServerConfig.builder().data(data).port(0).apiKeys(List.of(KEY)).build();
    try (PictorServer server = PictorServer.start(config);
        TestClient client = new TestClient(server.uri(), KEY)) {
      assertThat(server.awaitModel()).isTrue();
      ask(client);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  private static void ask(TestClient client) throws Exception {
    String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(PICTURE));
    String image = "{\"type\":\"base64\",\"value\":\"" + picture + "\"}";
    assertThat(
            client
                .send(client.request("api/v1/models").header("X-Request-ID", "request-7"))
                .statusCode())
        .isEqualTo(200);
    assertThat(client.get("model/registry?api_key=" + KEY).statusCode()).isEqualTo(200);
    assertThat(client.send(client.bare("model/registry?api_key=" + WRONG)).statusCode())
        .isEqualTo(401);
    String body = "{\"api_key\":\"%s\",\"text\":\"%s\"}".formatted(KEY, QUERY);
    assertThat(
            client
                .send(client.bare("clip/embed_text").POST(BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(200);
    assertThat(client.post("clip/embed_image", "{\"image\":" + image + "}").statusCode())
        .isEqualTo(200);
    assertThat(client.post("api/v1/embed", "{\"images\":[" + image + "]}").statusCode())
        .isEqualTo(200);
    String broken = image.replace(picture.substring(0, 12), "AAAAAAAAAAAA");
    assertThat(client.post("api/v1/embed", "{\"images\":[" + broken + "]}").statusCode())
        .isEqualTo(422);
  }

  @Test
  void aTextLogTellsOfStartModelRequestsAndStopInLines() throws Exception {
    String log = logOf(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.DEBUG);

    assertThat(log.lines())
        .allMatch(line -> line.matches("\\S+Z (INFO |DEBUG) \\w+ \\S.*"))
        .anyMatch(line -> line.matches(".* PictorServer server listens url=\\S+ data=\\S+ pid=.*"))
        .anyMatch(line -> line.matches(".* model ready name=pocket fingerprint=[0-9a-f]+"))
        .anyMatch(
            line ->
                line.matches(
                    "\\S+ DEBUG \\w+ request method=GET path=/api/v1/models status=200"
                        + " millis=[0-9.]+ requestId=request-7"))
        .anyMatch(line -> line.contains("path=/model/registry status=401"))
        .anyMatch(line -> line.endsWith("PictorServer server stopped"));
  }

  @Test
  void aJsonLogHasOneObjectALineWithTheSameContent() throws Exception {
    List<JsonNode> lines =
        logOf(ServerConfig.LogFormat.JSON, ServerConfig.LogLevel.DEBUG)
            .lines()
            .map(TestClient.JSON::readTree)
            .toList();

    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.propertyNames()).contains("time", "level", "logger", "message"));
    assertThat(lines.stream().map(line -> line.path("message").stringValue()))
        .anyMatch(message -> message.startsWith("server listens url="))
        .anyMatch(message -> message.startsWith("model ready name=pocket"))
        .anyMatch(message -> message.startsWith("server stops url="))
        .contains("server stopped");
    assertThat(lines)
        .filteredOn(line -> line.path("requestId").asString("").equals("request-7"))
        .singleElement()
        .satisfies(line -> assertThat(line.path("level").stringValue()).isEqualTo("DEBUG"));
  }

  @ParameterizedTest
  @EnumSource
  void neitherKeysNorPicturesNorQueriesAreLogged(ServerConfig.LogFormat format) throws Exception {
    String log = logOf(format, ServerConfig.LogLevel.DEBUG);

    String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(PICTURE));
    assertThat(log)
        .contains("path=/clip/embed_image status=200")
        .doesNotContain(KEY, WRONG, QUERY, "api_key")
        .doesNotContain(picture.substring(100, 140), picture.substring(20, 40));
  }

  @Test
  void garbageOnAPortLeavesNoStackTrace() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    LogSetup.use(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.INFO);
    ServerConfig config = ServerConfig.builder().data(data).port(0).browser(false).build();
    try (PictorServer server = PictorServer.start(config);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("GAR\0BAGE of no protocol\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
    assertThat(written.toString(UTF_8)).contains("server listens").doesNotContain("Exception");
  }

  @Test
  void requestsAreNotLoggedAtInfo() throws Exception {
    String log = logOf(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.INFO);

    assertThat(log).contains("server listens").doesNotContain("request method=");
  }
}
