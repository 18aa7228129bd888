package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.files.DataFolder;
import dev.pictor.http.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A whole server with a certificate.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

  @TempDir static Path folder;
  private TestCertificates certificates;
  private HttpClient client;
  private PictorServer server;
  private String index = "";

  @BeforeAll
  void start() throws Exception {
    certificates = new TestCertificates(folder, "localhost", "127.0.0.1");
    client = HttpClient.newBuilder().sslContext(certificates.client()).build();
    server = PictorServer.start(encrypted(certificates.certificate(), certificates.key()));
    HttpResponse<String> created =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("https://localhost:%d/indexes".formatted(controlPort())))
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"i\",\"dimension\":2,\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    index = json(created).get("host").stringValue();
  }

  private static ServerConfig encrypted(Path certificate, Path key) {
    return ServerConfig.builder()
        .data(folder.resolve("data"))
        .port(0)
        .browser(false)
        .tlsCertificate(Optional.of(certificate))
        .tlsKey(Optional.of(key))
        .build();
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private int controlPort() {
    return server.pineconeUri().getPort();
  }

  private HttpResponse<String> get(String url, HttpClient.Version version, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).version(version);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void everyPortAnswersInAVersionThatTheClientOffers(HttpClient.Version offered) throws Exception {
    boolean both = offered == HttpClient.Version.HTTP_2;
    for (String url :
        new String[] {
          server.uri() + "healthz",
          "https://localhost:%d/indexes/i".formatted(controlPort()),
          "https://%s/describe_index_stats".formatted(index)
        }) {
      HttpResponse<String> response = get(url, offered);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.version())
          .as(url)
          .isEqualTo(
              both && url.contains(index)
                  ? HttpClient.Version.HTTP_2
                  : HttpClient.Version.HTTP_1_1);
    }
  }

  /// An old client, or one that speaks HTTP/1.1 only.
  @Test
  void aClientThatNegotiatesNothingIsAnsweredInHttp1() throws Exception {
    int port = Integer.parseInt(index.replaceFirst(".*:", ""));
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .client()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(status(socket, "GET /describe_index_stats HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .isEqualTo("HTTP/1.1 200 OK");
      assertThat(socket.getApplicationProtocol()).isEmpty();
    }
  }

  private static String status(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  @Test
  void plaintextIsNotAnswered() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String line;
      try {
        line = status(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      } catch (SocketException e) {
        line = null; // closed before all was read
      }
      assertThat(line == null || !line.startsWith("HTTP/")).as(line).isTrue();
    }
    assertThat(get(server.uri() + "healthz", HttpClient.Version.HTTP_1_1).statusCode())
        .isEqualTo(200);
  }

  @Test
  void connectionsThatShakeNoHandsKeepNobodyOut() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.getOutputStream().write(new byte[] {0x16, 3, 1}); // a handshake begins
      sockets.add(socket);
    }
    assertThat(get(server.uri() + "healthz", HttpClient.Version.HTTP_1_1).statusCode())
        .isEqualTo(200);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lang=java; pineconeClientVersion=v6.1.0",
        "python-client-9.0.1",
        "@pinecone-database/pinecone v9.0.0; lang=typescript"
      })
  void everyClientIsToldTheBareHost(String agent) throws Exception {
    String url = "https://localhost:%d/indexes/i".formatted(controlPort());
    String host =
        json(get(url, HttpClient.Version.HTTP_1_1, "User-Agent", agent)).get("host").stringValue();
    assertThat(host).isEqualTo(index).matches("localhost:[0-9]+");
  }

  @Test
  void theLockFileTellsAddressAndFingerprint() throws Exception {
    DataFolder.Holder holder = DataFolder.holder(folder.resolve("data")).orElseThrow();
    assertThat(holder.url()).isEqualTo(server.uri().toString()).startsWith("https://127.0.0.1:");
    assertThat(holder.certificate()).matches("[0-9a-f]{64}").isEqualTo(server.certificate().get());
  }

  @ParameterizedTest
  @CsvSource({
    "PICTOR_TLS_CERTIFICATE, tls-key: none",
    "PICTOR_TLS_KEY,         tls-certificate: none"
  })
  void oneFileWithoutTheOtherIsRefused(String variable, String message) {
    assertThatThrownBy(
            () -> ConfigSources.resolve(Optional.empty(), Map.of(variable, "/some/file"), Map.of()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message)
        .hasMessageContaining("/some/file")
        .hasMessageContaining("Set both tls-certificate and tls-key, or neither.");
    assertThat(
            ConfigSources.resolve(
                    Optional.empty(), Map.of(variable, "/some/file"), Map.of(setting(variable), ""))
                .transport())
        .as("taken back")
        .isEqualTo(new Transport.Plain());
  }

  private static String setting(String variable) {
    return variable
        .substring("PICTOR_".length())
        .replace('_', '-')
        .toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void filesThatCannotBeUsedAreToldAtTheStart() throws Exception {
    Path missing = folder.resolve("missing.pem");
    Path words = Files.writeString(folder.resolve("words.pem"), "no certificate");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    refused(missing, certificates.key(), "tls-certificate: " + missing, "NoSuchFile");
    refused(words, certificates.key(), "tls-certificate: " + words, "in PEM, the server's first");
    refused(empty, certificates.key(), "tls-certificate: " + empty, "is empty");
    refused(certificates.certificate(), missing, "tls-key: " + missing, "NoSuchFile");
    refused(
        certificates.certificate(), words, "tls-key: " + words, "openssl pkcs8 -topk8 -nocrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void theKeyOfAnotherCertificateIsRefused(String algorithm) throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    Path other =
        Files.writeString(
            folder.resolve("other.key"),
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----"
                .formatted(Base64.getMimeEncoder().encodeToString(key)));
    refused(
        certificates.certificate(),
        other,
        "tls-key: " + other,
        "is not the key of the first certificate in " + certificates.certificate());
  }

  private static void refused(Path certificate, Path key, String... message) {
    assertThatThrownBy(() -> PictorServer.start(encrypted(certificate, key)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll(message);
  }
}
