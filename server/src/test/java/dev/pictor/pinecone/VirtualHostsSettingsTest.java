package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.TestCertificates;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.ServerConfig.IndexHosts;
import dev.pictor.server.ServerConfigBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What else an operator may set about names of indexes.
class VirtualHostsSettingsTest {

  private static final String AGENT = "python-client-9.0.1";

  @TempDir static Path folder;
  private static int port;

  @BeforeAll
  static void create() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (PictorServer server = PictorServer.start(config().build())) {
      assertThat(new VirtualClient(server, port).create("first", 2))
          .isEqualTo("http://first.localhost:" + port);
    }
  }

  private static ServerConfigBuilder config() {
    return ServerConfig.builder()
        .data(folder.resolve("data"))
        .port(0)
        .indexPorts(port)
        .browser(false)
        .indexHosts(IndexHosts.VIRTUAL);
  }

  private static String told(ServerConfigBuilder config) throws Exception {
    try (PictorServer server = PictorServer.start(config.build())) {
      return new VirtualClient(server, port).host("first", AGENT);
    }
  }

  @Test
  void portsOfTheirOwnAreKeptForTheTimeAfter() throws Exception {
    String own = told(config().indexHosts(IndexHosts.PORTS).indexPorts(port + 1));
    assertThat(own).startsWith("http://127.0.0.1:").doesNotEndWith(":" + port);
    assertThat(told(config())).isEqualTo("http://first.localhost:" + port);
    assertThat(told(config().indexHosts(IndexHosts.PORTS))).isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource({
    "pictor.example,             python-client-9.0.1, http://first.pictor.example:PORT",
    "pictor.example,             lang=java,           first.pictor.example:PORT",
    "pictor.example:8080,        python-client-9.0.1, http://first.pictor.example:8080",
    "https://pictor.example:443, python-client-9.0.1, first.pictor.example:443",
    "https://pictor.example,     python-client-9.0.1, first.pictor.example:PORT"
  })
  void theNameThatTheOperatorAdvertisesIsToldAndLetIn(String advertised, String agent, String told)
      throws Exception {
    try (PictorServer server = PictorServer.start(config().advertisedHost(advertised).build())) {
      VirtualClient client = new VirtualClient(server, port);
      assertThat(client.host("first", agent))
          .isEqualTo(told.replace("PORT", Integer.toString(port)));
      assertThat(client.get("first.pictor.example", "/describe_index_stats"))
          .startsWith("HTTP/1.1 200");
      assertThat(client.get("first.example", "/describe_index_stats")).startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void namesWorkOverTlsWithOneCertificateForAll() throws Exception {
    TestCertificates certificates = new TestCertificates(folder, "*.pictor.example", "127.0.0.1");
    ServerConfig config =
        config()
            .advertisedHost("pictor.example")
            .tlsCertificate(Optional.of(certificates.certificate()))
            .tlsKey(Optional.of(certificates.key()))
            .build();
    try (PictorServer _ = PictorServer.start(config)) {
      NettyChannelBuilder encrypted =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(certificates.authority().toFile())
                      .build());
      assertThat(VirtualClient.stats(encrypted, "first.pictor.example").getDimension())
          .isEqualTo(2);
    }
  }
}
