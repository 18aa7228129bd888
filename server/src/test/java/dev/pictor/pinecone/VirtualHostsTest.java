package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.ServerConfig.IndexHosts;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Indexes that share one port and are told apart by their names.
class VirtualHostsTest {

  @TempDir static Path folder;
  private static PictorServer server;
  private static VirtualClient client;

  @BeforeAll
  static void start() throws Exception {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder)
                .port(0)
                .browser(false)
                .indexHosts(IndexHosts.VIRTUAL)
                .build());
    String first = new VirtualClient(server, 0).create("first", 2);
    assertThat(first).matches("http://first\\.localhost:[0-9]+");
    client = new VirtualClient(server, URI.create(first).getPort());
    assertThat(client.create("second", 3)).isEqualTo("http://second.localhost:" + client.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theFirstLabelOfTheHostNamesTheIndex() throws Exception {
    assertThat(client.get("first.localhost:" + client.port(), "/describe_index_stats"))
        .startsWith("HTTP/1.1 200")
        .contains("\"dimension\":2");
    assertThat(client.get("SECOND.localhost", "/describe_index_stats")).contains("\"dimension\":3");
    assertThat(client.stats("first.localhost:" + client.port()).getDimension()).isEqualTo(2);
    assertThat(client.stats("second.localhost").getDimension()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"third.localhost, third", "localhost, localhost", "127.0.0.1, 127"})
  void anUnknownNameIsAnsweredInTheFormatOfTheDataPlane(String host, String name) throws Exception {
    String message =
        "Index %s not found. The first label of the host is its name, here of %s."
            .formatted(name, host);
    assertThat(client.get(host, "/describe_index_stats"))
        .startsWith("HTTP/1.1 404")
        .endsWith("{\"code\":5,\"message\":\"%s\",\"details\":[]}".formatted(message));
    assertThatThrownBy(() -> client.stats(host))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failed -> {
              assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(failed.getStatus().getDescription()).isEqualTo(message);
            });
  }

  @Test
  void aForeignNameIsRefusedOverBothVersionsOfHttp() throws Exception {
    assertThat(client.get("first.evil.example", "/describe_index_stats"))
        .startsWith("HTTP/1.1 421");
    assertThatThrownBy(() -> client.stats("first.evil.example"))
        .hasMessageContaining("host: first.evil.example (expected: localhost");
  }

  @Test
  void anIndexOfTheNativeApiIsFoundByItsNameAtOnce() throws Exception {
    client.send(
        "POST",
        server.uri().resolve("api/v1/collections"),
        "{\"name\": \"native\", \"dimension\": 5}");
    assertThat(client.get("native.localhost", "/describe_index_stats")).contains("\"dimension\":5");
  }

  @Test
  void aNameThatIsTakenAgainServesTheNewIndex() throws Exception {
    client.create("again", 3);
    for (int dimension = 4; dimension < 8; dimension++) {
      assertThat(
              client.send("DELETE", server.pineconeUri().resolve("indexes/again"), "").statusCode())
          .isEqualTo(202);
      assertThat(client.get("again.localhost", "/describe_index_stats")).startsWith("HTTP/1.1 404");
      client.create("again", dimension);
      assertThat(client.get("again.localhost", "/describe_index_stats"))
          .contains("\"dimension\":" + dimension);
    }
  }
}
