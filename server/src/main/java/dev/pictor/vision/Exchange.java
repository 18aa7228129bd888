package dev.pictor.vision;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One request of LangChain4j's client and its answer, on the calling thread. In place of the
/// client's own transport, which knows neither `Retry-After`, nor an end of time for a stream, nor
/// servers that do not stream. Used once.
final class Exchange implements HttpClient {

  private static final int MOST_BYTES = 1 << 20; // of an answer that is no stream
  private static final JsonMapper JSON = JsonMapper.shared();

  private final java.net.http.HttpClient http;
  private final Faults faults;
  private final long deadlineNanos; // as System.nanoTime() counts
  private @Nullable Fault fault;
  private volatile boolean overdue;

  Exchange(java.net.http.HttpClient http, Faults faults, long deadlineNanos) {
    this.http = http;
    this.faults = faults;
    this.deadlineNanos = deadlineNanos;
  }

  /// What went wrong, if something did.
  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  /// Hands this exchange to the client; what the client says of time-outs is known here already.
  HttpClientBuilder builder() {
    return new HttpClientBuilder() {
      @Override
      public Duration connectTimeout() {
        return left();
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
      }

      @Override
      public Duration readTimeout() {
        return left();
      }

      @Override
      public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
      }

      @Override
      public HttpClient build() {
        return Exchange.this;
      }
    };
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new IllegalStateException("only streams are asked for");
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    try {
      HttpResponse<InputStream> response =
          http.send(converted(request), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        CompletableFuture<Boolean> late =
            new CompletableFuture<Boolean>()
                .completeOnTimeout(true, left().toMillis(), TimeUnit.MILLISECONDS);
        var _ = late.thenRun(() -> giveUp(body));
        try {
          read(response, body, parser, listener);
        } finally {
          late.cancel(false);
        }
      }
    } catch (HttpTimeoutException e) {
      overdue = true;
    } catch (IOException e) {
      fault = faults.unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fault = faults.stopped();
    }
    if (overdue) {
      fault = faults.late();
    }
  }

  private java.net.http.HttpRequest converted(HttpRequest request) {
    java.net.http.HttpRequest.Builder builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .timeout(left())
            .method(request.method().name(), BodyPublishers.ofString(request.body()));
    request.headers().forEach((name, values) -> values.forEach(each -> builder.header(name, each)));
    return builder.build();
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
  }

  private void read(
      HttpResponse<InputStream> response,
      InputStream body,
      ServerSentEventParser parser,
      ServerSentEventListener listener)
      throws IOException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200) {
      fault = faults.ofStatus(response.statusCode(), retryAfter(response), text(body));
    } else if (type.startsWith("text/event-stream")) {
      listener.onOpen(SuccessfulHttpResponse.builder().statusCode(200).build());
      parser.parse(body, listener);
      listener.onClose();
    } else {
      readWhole(text(body), listener);
    }
  }

  /// An answer in one piece, of a server that does not stream, as the only piece of a stream.
  private void readWhole(String body, ServerSentEventListener listener) {
    Optional<JsonNode> choice =
        json(body)
            .map(json -> json.at("/choices/0"))
            .filter(each -> each.path("message").isObject());
    if (choice.isEmpty()) {
      fault = faults.broken(body.isBlank() ? "an empty answer" : body);
      return;
    }
    ObjectNode piece = JSON.createObjectNode();
    ObjectNode only = piece.putArray("choices").addObject();
    only.set("delta", choice.get().path("message"));
    only.set("finish_reason", choice.get().path("finish_reason"));
    listener.onOpen(SuccessfulHttpResponse.builder().statusCode(200).build());
    listener.onEvent(new ServerSentEvent(null, piece.toString()));
    listener.onClose();
  }

  private static Optional<JsonNode> json(String body) {
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
  }

  /// In seconds; a date, which hardly any server writes, counts as not said.
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  /// Ends a read that waits for more.
  private void giveUp(InputStream body) {
    overdue = true;
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
