package dev.pictor.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which answers of a cluster are final, on a server that gives them one after the other.
class ClusterTest {

  private static final String WELL = "200 {\"count\": 1}";
  private static final String ENDED =
      """
      %d {"error": {"type": "search_phase_execution_exception",
          "root_cause": [%s]}}
      """;

  private final Queue<String> answers = new ArrayDeque<>();
  private HttpServer server;
  private Cluster cluster;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    cluster = with(Duration.ofSeconds(20));
  }

  private Cluster with(Duration patience) {
    URI node = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new Cluster(OpenSearchConfig.of(List.of(node)).withPatience(patience));
  }

  @AfterEach
  void stop() {
    cluster.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] _ = exchange.getRequestBody().readAllBytes();
      String answer = answers.size() > 1 ? answers.remove() : answers.element();
      byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Cluster.Reply asked() {
    return cluster.ask("POST", "/some/_search", Map.of(), Map.of("size", 1));
  }

  @Test
  void aSearchIsPutAgainWhenANodeEndsInTheMiddleOfIt() {
    answers.add(ENDED.formatted(404, "{\"type\": \"search_context_missing_exception\"}"));
    answers.add(ENDED.formatted(500, ""));
    answers.add(WELL);
    assertThat(asked().body().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void aRequestIsPutAgainWhileTheClusterIsBusyOrHasNoNodeForIt() {
    answers.addAll(List.of("429 {}", "503 {}", "502 {}", WELL));
    assertThat(asked().status()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIsToldAtOnce() {
    answers.add("404 {\"error\": {\"type\": \"index_not_found_exception\", \"root_cause\": []}}");
    answers.add(WELL);
    assertThat(asked().failure()).isEqualTo("index_not_found_exception");
  }

  @Test
  void aWrongPasswordIsToldAtOnceInTheWordsOfTheCluster() {
    answers.addAll(List.of("401 Unauthorized", WELL));
    assertThatThrownBy(this::asked)
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("refuses: 401 Unauthorized", "Check store-user");
  }

  @Test
  void aUserWhoMayNotIsToldWhatHeLacks() {
    answers.add(
        """
        403 {"error": {"type": "security_exception", "reason": "no permissions for [search]"}}
        """);
    assertThatThrownBy(this::asked)
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("refuses: 403", "no permissions for [search]", "store-user");
  }

  @Test
  void anIndexThatNobodyMayWriteToIsNoQuestionOfUsers() {
    answers.add(
        """
        403 {"error": {"type": "cluster_block_exception", "reason": "index blocked"}}
        """);
    assertThat(asked().failure()).isEqualTo("cluster_block_exception");
  }

  @Test
  void thePageOfAProxyIsTold() {
    cluster.close();
    cluster = with(Duration.ofMillis(200));
    answers.add("502 <html>no upstream</html>");
    assertThatThrownBy(this::asked)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("<html>no upstream</html>");
  }

  @Test
  void aClusterThatStaysBusyIsToldWhenPatienceEnds() {
    cluster.close();
    cluster = with(Duration.ofMillis(200));
    answers.add("429 {}");
    assertThatThrownBy(this::asked)
        .isInstanceOf(Overloaded.class)
        .hasMessageContaining("busy (expected: a cluster that keeps up)");
  }
}
