package dev.pictor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.FetchedPicture.Fetched;
import dev.pictor.http.FetchedPicture.Refusal;
import dev.pictor.http.FetchedPicture.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFetcherTest {

  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3};
  private static final FetchLimits LIMITS =
      new FetchLimits(Duration.ofMillis(400), Duration.ofMillis(1500), 10_000, 3);
  private static final PictureFetcher GUARDED = new PictureFetcher(true, LIMITS);
  private static HttpServer server;
  private static String base;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/picture", exchange -> answer(exchange, 200, JPEG));
    server.createContext("/chunked", PictureFetcherTest::chunked);
    server.createContext(
        "/html", exchange -> answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
    server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
    server.createContext("/there", exchange -> redirect(exchange, "picture?a=%20b"));
    server.createContext("/inside", exchange -> redirect(exchange, "http://127.0.0.2:1/x"));
    server.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
    server.createContext("/endless", PictureFetcherTest::endless);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void chunked(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    for (byte each : JPEG) {
      exchange.getResponseBody().write(each);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (true) {
        out.write(JPEG);
      }
    } catch (IOException e) {
      exchange.close();
    }
  }

  private static PictureFetcher.Network network(
      AddressPolicy policy, PictureFetcher.NameResolver resolver) {
    return new PictureFetcher.Network(
        policy, resolver, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// A policy that lets the test's own server in, and nothing else.
  private static PictureFetcher admitting() {
    return new PictureFetcher(
        true,
        LIMITS,
        network(
            address -> address.getHostAddress().equals("127.0.0.1"), InetAddress::getAllByName));
  }

  private static Refusal refusal(PictureFetcher fetcher, String url) {
    FetchedPicture result = fetcher.fetch(url);
    assertThat(result).as(url).isInstanceOf(Refused.class);
    return ((Refused) result).refusal();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/picture", "/chunked", "/there"})
  void aPictureIsFetchedWhateverItsContentType(String path) {
    assertThat(admitting().fetch(base + path)).isInstanceOf(Fetched.class);
    assertThat(admitting().bytes(base + path)).isEqualTo(JPEG);
  }

  @ParameterizedTest
  @CsvSource({
    "/nothing,UNREACHABLE",
    "/html,NOT_A_PICTURE",
    "/loop,UNREACHABLE",
    "/inside,HOST",
    "/file,SCHEME",
    "/endless,UNREACHABLE"
  })
  void whatIsNoPictureIsRefusedWithItsReason(String path, Refusal expected) {
    assertThat(refusal(admitting(), base + path)).isEqualTo(expected);
    assertThatThrownBy(() -> admitting().bytes(base + path))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(path);
  }

  @Test
  void aSilentServerIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(refusal(admitting(), "http://127.0.0.1:" + silent.getLocalPort() + "/"))
          .isEqualTo(Refusal.UNREACHABLE);
    }
  }

  @Test
  void aServerThatDripsItsHeadIsGivenUpAtTheDeadline() throws Exception {
    try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = Thread.ofVirtual().start(() -> drip(dripping));
      assertThat(refusal(admitting(), "http://127.0.0.1:" + dripping.getLocalPort() + "/"))
          .isEqualTo(Refusal.UNREACHABLE);
      thread.join();
    }
  }

  private static void drip(ServerSocket server) {
    try (var socket = server.accept()) {
      socket.setTcpNoDelay(true);
      while (true) {
        socket.getOutputStream().write('H');
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    } catch (IOException e) {
      // The client hung up, which is what the test waits for.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x.jpg",
        "http://localhost/x.jpg",
        "http://a.localhost/x.jpg",
        "http://localhost./x.jpg",
        "http://[::1]/x.jpg",
        "http://[::ffff:10.0.0.1]/x.jpg",
        "http://[fd00::1]/x.jpg",
        "http://[fe80::1]/x.jpg",
        "http://[64:ff9b::7f00:1]/x.jpg",
        "http://[2002:a00:1::]/x.jpg",
        "http://[2001:db8::1]/x.jpg",
        "http://10.1.2.3/x.jpg",
        "http://172.31.0.1/x.jpg",
        "http://192.168.1.1/x.jpg",
        "http://100.64.0.1/x.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/x.jpg",
        "http://224.0.0.1/x.jpg",
        "http://198.19.0.1/x.jpg",
        "http://255.255.255.255/x.jpg",
        "http://2130706433/x.jpg",
        "http://0177.0.0.1/x.jpg",
        "http://0x7f.0x0.0x0.0x1/x.jpg",
        "http://0x7f000001/x.jpg",
        "http://127.1/x.jpg",
        "http://nas/x.jpg"
      })
  void noSpellingOfAPrivateAddressIsLetThrough(String url) {
    // Some disguises are no valid host for Java's URI already.
    assertThat(refusal(GUARDED, url)).isIn(Refusal.HOST, Refusal.INVALID_URL);
  }

  @Test
  void aNameIsRefusedWhenOneOfItsAddressesIsPrivate() {
    PictureFetcher fetcher =
        new PictureFetcher(
            true,
            LIMITS,
            network(
                AddressPolicy.publicOnly(),
                host ->
                    new InetAddress[] {
                      InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.0.0.1")
                    }));

    assertThat(refusal(fetcher, "https://pictures.example/x.jpg")).isEqualTo(Refusal.ADDRESS);
  }

  @Test
  void theConnectionGoesToTheAddressThatWasChecked() {
    // The name does not exist; only the address that the resolver gave can have been used.
    PictureFetcher fetcher =
        new PictureFetcher(
            true,
            LIMITS,
            network(address -> true, host -> new InetAddress[] {InetAddress.getLoopbackAddress()}));

    int port = server.getAddress().getPort();
    assertThat(fetcher.bytes("http://pictures.invalid:" + port + "/picture")).isEqualTo(JPEG);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://example.org/x.jpg,SCHEME",
    "file:///etc/passwd,SCHEME",
    "x.jpg,INVALID_URL",
    "'http://exa mple.org/',INVALID_URL",
    "http://user:pass@example.org/x.jpg,INVALID_URL",
    "'http://example.org\\@127.0.0.1/',INVALID_URL",
    "http:///x.jpg,INVALID_URL",
    "http://example.org:99999/x.jpg,INVALID_URL"
  })
  void whatIsNotAPlainWebAddressIsRefused(String url, Refusal expected) {
    assertThat(refusal(GUARDED, url)).isEqualTo(expected);
  }

  @Test
  void theSwitchRefusesEverything() {
    assertThat(refusal(new PictureFetcher(false, LIMITS), "https://example.org/x.jpg"))
        .isEqualTo(Refusal.SWITCHED_OFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"93.184.216.34", "8.8.8.8", "2606:4700::1111", "172.32.0.1", "100.128.0.1"})
  void publicAddressesPass(String address) throws IOException {
    assertThat(AddressPolicy.publicOnly().admits(InetAddress.getByName(address))).isTrue();
  }
}
