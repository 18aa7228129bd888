package dev.pictor.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A local server that answers as a test says, first by steps that were queued, then by its rule.
final class FakeService implements AutoCloseable {

  /// What it was sent.
  ///
  /// @param authorization the header, empty when there was none
  record Asked(String method, String path, String authorization, JsonNode body) {}

  record Answer(int status, String body, String retryAfter) {
    static Answer ok(String body) {
      return new Answer(200, body, "");
    }

    static Answer of(int status, String body) {
      return new Answer(status, body, "");
    }
  }

  @FunctionalInterface
  interface Rule {
    Answer answer(Asked asked) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Rule> steps = new LinkedBlockingQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private FakeService(HttpServer server) {
    this.server = server;
  }

  static FakeService start(Rule rule) throws IOException {
    return start(rule, 0);
  }

  static FakeService start(Rule rule, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    FakeService service = new FakeService(server);
    server.setExecutor(service.threads);
    server.createContext("/", exchange -> service.handle(exchange, rule));
    server.start();
    return service;
  }

  private void handle(HttpExchange exchange, Rule rule) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Asked question =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              authorization == null ? "" : authorization,
              body.length == 0
                  ? JsonMapper.shared().createObjectNode()
                  : JsonMapper.shared().readTree(body));
      asked.add(question);
      Rule step = steps.poll();
      Answer answer = (step == null ? rule : step).answer(question);
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  /// Answers the next requests, one each, before the rule does.
  void next(Rule... rules) {
    steps.addAll(List.of(rules));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  void forget() {
    asked.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
