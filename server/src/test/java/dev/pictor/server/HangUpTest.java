package dev.pictor.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pictor.http.TestCertificates;
import dev.pictor.page.HeldRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that hang up while their pictures wait. The one thread for pictures stands still until
/// it is released: its tower rests when it has nothing to do, and cannot be loaded again.
class HangUpTest {

  private static final int MOST_ROUNDS = 50_000;

  @TempDir Path temp;
  private final PrintStream errors = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> connections = new ArrayList<>();
  private SocketFactory sockets = SocketFactory.getDefault();
  private byte[] picture = new byte[0];
  private int pictures;
  private PictorServer server;
  private HeldRuntime held;

  @BeforeEach
  void start() throws Exception {
    System.setErr(new PrintStream(log, true, UTF_8));
    LogSetup.use(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.INFO);
    picture = GoldenModels.picture("images/exif1.jpg");
    server = PictorServer.start(config().build());
    held = hold();
  }

  private ServerConfigBuilder config() {
    return ServerConfig.builder()
        .data(temp.resolve("data"))
        .port(0)
        .threads(1)
        .pictureRest(Duration.ofMillis(1));
  }

  private HeldRuntime hold() {
    assertThat(server.awaitModel()).isTrue();
    return HeldRuntime.hold();
  }

  private void startEncrypted() throws Exception {
    held.release();
    server.close();
    TestCertificates certificates = new TestCertificates(temp, "localhost", "127.0.0.1");
    sockets = certificates.client().getSocketFactory();
    server =
        PictorServer.start(
            config()
                .tlsCertificate(Optional.of(certificates.certificate()))
                .tlsKey(Optional.of(certificates.key()))
                .build());
    held = hold();
  }

  @AfterEach
  void stop() throws Exception {
    held.release();
    for (Socket each : connections) {
      each.close();
    }
    server.close();
    threads.close();
    System.setErr(errors);
    LogSetup.use(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.WARNING);
  }

  private Socket connect(String request) throws IOException {
    Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), server.port());
    connections.add(socket);
    send(socket, request);
    return socket;
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String get(String path) {
    return "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
  }

  private static String post(String path, String json) {
    return "POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, json.length(), json);
  }

  /// The question for vectors of pictures that no cache knows: what follows the end of a JPEG does
  /// not count.
  private String embed(int count) {
    return post(
        "clip/embed_image",
        IntStream.range(0, count)
            .mapToObj(
                _ -> {
                  byte[] own = Arrays.copyOf(picture, picture.length + 1);
                  own[picture.length] = (byte) ++pictures;
                  return "{\"type\":\"base64\",\"value\":\"%s\"}"
                      .formatted(Base64.getEncoder().encodeToString(own));
                })
            .collect(Collectors.joining(",", "{\"image\":[", "]}")));
  }

  /// The next answer on a connection.
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after: " + head).isNotNegative();
      head.append((char) next);
    }
    String length = head.toString().replaceFirst("(?s).*\r\nContent-Length: ([0-9]+).*", "$1");
    return head + new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (condition.call()) {
        return;
      }
    }
    fail("never: " + what);
  }

  private double metric(String name, String label) throws Exception {
    try (Socket socket = connect(get("metrics"))) {
      return answer(socket)
          .lines()
          .filter(line -> line.startsWith(name + "{") && line.contains(label))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private void awaitQueued(int count) throws Exception {
    await(count + " pictures wait", () -> metric("pictor_embedder_queued", "model=") == count);
  }

  private double encoded() throws Exception {
    return metric("pictor_embedder_pictures_total", "model=");
  }

  private double given(int status) throws Exception {
    return metric("pictor_http_requests_seconds_count", "status=\"" + status + "\"");
  }

  /// Returns once the thread for pictures stands still, with the answer that it owes.
  private Future<String> occupy() throws Exception {
    while (true) {
      Socket socket = connect(embed(1));
      Future<String> answer = threads.submit(() -> answer(socket));
      await("a picture stands still", () -> answer.isDone() || standsStill());
      if (!answer.isDone()) {
        return answer;
      }
    }
  }

  private static boolean standsStill() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals("embed-pictures-0")
                    && thread.getState() == Thread.State.BLOCKED);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "3, true"})
  void picturesWhoseClientHangsUpAreNotComputed(int count, boolean encrypted) throws Exception {
    if (encrypted) {
      startEncrypted();
    }
    Future<String> first = occupy();
    double before = encoded();
    Socket leaving = connect(embed(count));
    awaitQueued(count);
    Socket staying = connect(embed(1));
    awaitQueued(count + 1);

    leaving.close();
    awaitQueued(1);
    held.release();

    assertThat(first.get()).startsWith("HTTP/1.1 200 ");
    assertThat(answer(staying)).startsWith("HTTP/1.1 200 ");
    assertThat(encoded()).isEqualTo(before + 2);
    await("the request is counted", () -> given(499) == 1);
    assertThat(given(500) + given(503)).isZero();
    assertThat(log.toString(UTF_8)).contains("server listens").doesNotContain("Exception");
  }

  @Test
  void whatIsSentBehindARequestThatWaitsIsAnswered() throws Exception {
    Future<String> first = occupy();
    Socket waiting = connect(embed(2));
    awaitQueued(2);
    Socket leaving = connect(embed(1));
    awaitQueued(3);
    leaving.close();
    awaitQueued(2); // so the one that has waited for longer is read ahead too

    send(waiting, get("healthz"));
    send(waiting, embed(1));
    held.release();

    assertThat(first.get()).startsWith("HTTP/1.1 200 ");
    assertThat(answer(waiting)).startsWith("HTTP/1.1 200 ").contains("\"embeddings\"");
    assertThat(answer(waiting)).startsWith("HTTP/1.1 200 ").doesNotContain("\"embeddings\"");
    assertThat(answer(waiting)).startsWith("HTTP/1.1 200 ").contains("\"embeddings\"");
    for (int i = 0; i < 100; i++) {
      send(waiting, post("api/v1/embed", "{\"texts\":[\"text %d\"]}".formatted(i)));
      assertThat(answer(waiting)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoClosesOnlyItsOwnHalfIsToldThatItWasTakenForGone() throws Exception {
    Future<String> first = occupy();
    Socket halfClosed = connect(embed(1));
    awaitQueued(1);
    halfClosed.shutdownOutput();
    awaitQueued(0);
    assertThat(answer(halfClosed)).startsWith("HTTP/1.1 499 Client Closed Request\r\n");
    assertThat(halfClosed.getInputStream().read()).isNegative();
    held.release();
    assertThat(first.get()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aBodyThatEndsEarlyDisturbsNobody() throws Exception {
    held.release();
    String whole = embed(1);
    Socket socket = connect(whole.substring(0, whole.length() - 10));
    socket.close();
    Socket other = connect(embed(1));
    assertThat(answer(other)).startsWith("HTTP/1.1 200 ");
    assertThat(given(499)).isZero();
  }
}
