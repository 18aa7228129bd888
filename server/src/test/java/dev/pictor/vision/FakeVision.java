package dev.pictor.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A local server that speaks OpenAI's protocol for chats, well or badly, as a test tells it to.
/// Without being told it says one sentence.
public final class FakeVision implements AutoCloseable {

  /// What it was sent.
  ///
  /// @param authorization the header, empty when there was none
  public record Asked(String path, String authorization, JsonNode body) {

    /// The addresses of the pictures, in order.
    public List<String> pictures() {
      return body.path("messages")
          .valueStream()
          .flatMap(message -> message.path("content").valueStream())
          .filter(part -> part.path("type").asString("").equals("image_url"))
          .map(part -> part.at("/image_url/url").stringValue())
          .toList();
    }
  }

  /// How it answers one request.
  @FunctionalInterface
  public interface Step {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch cut = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  private FakeVision(HttpServer server) {
    this.server = server;
  }

  public static FakeVision start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeVision vision = new FakeVision(server);
    server.setExecutor(vision.threads);
    server.createContext("/v1/chat/completions", vision::handle);
    server.start();
    return vision;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
  }

  /// Answers the next requests so, one each.
  public FakeVision next(Step... nextSteps) {
    steps.addAll(List.of(nextSteps));
    return this;
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /// Forgets what it was told and sent.
  public void forget() {
    steps.clear();
    asked.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    asked.add(
        new Asked(
            exchange.getRequestURI().getPath(),
            String.valueOf(
                exchange.getRequestHeaders().getOrDefault("Authorization", List.of("")).getFirst()),
            JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes())));
    Step step = steps.poll();
    (step == null ? says("It is ", "a dog [1].") : step).answer(exchange);
  }

  /// Streams an answer to its end.
  public static Step says(String... pieces) {
    return exchange -> {
      OutputStream out = events(exchange, pieces);
      event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
      done(exchange, out);
    };
  }

  /// Answers in one piece, as a server that does not stream.
  public static Step saysAtOnce(String text) {
    return status(
        200,
        Map.of(),
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + text
            + "\"},\"finish_reason\":\"stop\"}]}");
  }

  /// Streams pieces, then cuts the connection when [#cut] says so.
  public Step isCutAfter(String... pieces) {
    return exchange -> {
      OutputStream _ = events(exchange, pieces);
      await(cut);
      throw new IOException("cut on purpose");
    };
  }

  public void cut() {
    cut.countDown();
  }

  /// Streams pieces and ends in good order, but in the middle of the answer.
  public static Step endsAfter(String... pieces) {
    return exchange -> events(exchange, pieces).close();
  }

  /// Streams pieces, then says what went wrong.
  public static Step failsAfter(String message, String... pieces) {
    return exchange -> {
      OutputStream out = events(exchange, pieces);
      event(out, "{\"error\":{\"message\":\"" + message + "\"}}");
      out.close();
    };
  }

  public static Step refuses(String reason) {
    return exchange -> {
      OutputStream out = events(exchange);
      event(
          out,
          "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\""
              + reason
              + "\"},\"finish_reason\":null}]}");
      event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
      done(exchange, out);
    };
  }

  /// Streams pieces until its filter stops it.
  public static Step filtersAfter(String... pieces) {
    return exchange -> {
      OutputStream out = events(exchange, pieces);
      event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\"}]}");
      done(exchange, out);
    };
  }

  public static Step status(int status, Map<String, String> headers, String body) {
    return exchange -> {
      headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /// Takes the question and never answers.
  public Step never() {
    return exchange -> await(closing);
  }

  /// Streams pieces and then nothing more.
  public Step hangsAfter(String... pieces) {
    return exchange -> {
      OutputStream _ = events(exchange, pieces);
      await(closing);
    };
  }

  /// Talks until nobody listens.
  public Step talksOn() {
    return exchange -> {
      OutputStream out = events(exchange);
      try {
        while (closing.getCount() > 0) {
          event(out, piece("on and "));
        }
      } finally {
        gone.countDown();
      }
    };
  }

  /// Waits until nobody listens to [#talksOn] any more.
  public void awaitGone() throws InterruptedException {
    assertThat(gone.await(60, TimeUnit.SECONDS)).as("nobody listens any more").isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OutputStream events(HttpExchange exchange, String... pieces) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (String piece : pieces) {
      event(out, piece(piece));
    }
    return out;
  }

  private static String piece(String text) {
    return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}"
        .formatted(JsonMapper.shared().writeValueAsString(text));
  }

  private static void event(OutputStream out, String json) throws IOException {
    out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void done(HttpExchange exchange, OutputStream out) throws IOException {
    out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    out.close();
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    cut.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
