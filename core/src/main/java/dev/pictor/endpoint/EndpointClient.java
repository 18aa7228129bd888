package dev.pictor.endpoint;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Requests to a service, repeated after growing pauses while it is busy or away. One that keeps
/// being away is left alone for a while: requests then fail at once. Thread-safe.
final class EndpointClient implements AutoCloseable {

  private static final int MOST_TRIES = 5;
  private static final int FAILURES_TO_REST = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double JITTER = 0.25;

  private final EndpointSettings settings;
  private final Answers answers;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CircuitBreaker<JsonNode> breaker;
  private final FailsafeExecutor<JsonNode> patient;
  private final Map<Long, CompletableFuture<JsonNode>> underWay = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private volatile String lastFault = "";
  private volatile boolean closed;

  EndpointClient(EndpointSettings settings) {
    this.settings = settings;
    this.answers = new Answers(settings);
    // Small servers of Python do not understand the offer of HTTP/2, and a redirect would carry the
    // key along.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timing().timeout())
            .build();
    this.breaker =
        CircuitBreaker.<JsonNode>builder()
            .handleIf(failure -> !(failure instanceof ServiceException) && !isBusy(failure))
            .withFailureThreshold(FAILURES_TO_REST)
            .withDelay(settings.timing().rest())
            .build();
    Duration pause = settings.timing().pause();
    this.patient =
        Failsafe.with(
                RetryPolicy.<JsonNode>builder()
                    .handle(IOException.class)
                    .withDelayFn(context -> wished(context.getLastException()))
                    .withBackoff(pause, pause.multipliedBy(32))
                    .withJitter(JITTER)
                    .withMaxAttempts(MOST_TRIES)
                    .build())
            .compose(breaker)
            .with(threads);
  }

  private static boolean isBusy(@Nullable Throwable failure) {
    return failure instanceof Fault fault && fault.kind() == Fault.Kind.BUSY;
  }

  /// The pause that a service asked for; a negative one stands for none.
  private static Duration wished(@Nullable Throwable failure) {
    if (!(failure instanceof Fault fault) || fault.pause().isZero()) {
      return Duration.ofMillis(-1);
    }
    return fault.pause().compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : fault.pause();
  }

  /// Why the service is left alone now, when it is.
  Optional<String> outage() {
    return breaker.isClosed() ? Optional.empty() : Optional.of(away(lastFault));
  }

  /// @param path below the service's address, without a slash in front
  JsonNode get(String path) {
    return exchange(request(path).GET().build(), 1);
  }

  /// Asks once and passes over all that goes wrong: for finding out who is there.
  Optional<JsonNode> glance(String path) {
    try {
      return Optional.of(once(request(path).GET().build(), 1));
    } catch (IOException | ServiceException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// @param inputs that the request carries; one of several that fails says nothing of the others
  /// @throws InvalidRequest when the service refuses what it is asked
  /// @throws Overloaded when it stays busy
  /// @throws Unavailable when it stays away, or when closing
  /// @throws dev.pictor.error.BrokenModel when it does not speak as expected
  JsonNode post(String path, byte[] body, int inputs) {
    return exchange(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        inputs);
  }

  private HttpRequest.Builder request(String path) {
    String base = settings.url().toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + (base.endsWith("/") ? "" : "/") + path))
            .timeout(settings.timing().timeout())
            .header("Accept", "application/json")
            .header("User-Agent", "pictor");
    if (!settings.key().isEmpty()) {
      request.header("Authorization", "Bearer " + settings.key());
    }
    return request;
  }

  private JsonNode exchange(HttpRequest request, int inputs) {
    if (closed) {
      throw closing();
    }
    CompletableFuture<JsonNode> answer = patient.getAsync(() -> once(request, inputs));
    long number = requests.incrementAndGet();
    underWay.put(number, answer);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for " + settings.url(), e);
    } catch (CancellationException e) {
      throw closing();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      underWay.remove(number);
      answer.cancel(true); // also a pause
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case ServiceException told -> told;
      case CircuitBreakerOpenException _ ->
          new Unavailable(away(lastFault), atLeastASecond(breaker.getRemainingDelay()));
      case Fault fault -> failure(fault);
      case IOException e -> new Unavailable(away(answers.shown(e)), settings.timing().rest());
      case null, default -> new IllegalStateException("asking " + settings.url(), cause);
    };
  }

  private ServiceException failure(Fault fault) {
    return switch (fault.kind()) {
      case BUSY ->
          new Overloaded(
              "embedder: %s is busy, it says: %s (expected: an answer). Try again later."
                  .formatted(settings.url(), fault.reason()),
              atLeastASecond(fault.pause()));
      case AWAY -> new Unavailable(away(fault.reason()), atLeastASecond(fault.pause()));
      case BROKEN ->
          new InvalidRequest(
              "embedder: %s fails at it: %s".formatted(settings.url(), fault.reason()));
    };
  }

  private static Duration atLeastASecond(Duration pause) {
    return pause.toSeconds() < 1 ? Duration.ofSeconds(1) : pause;
  }

  private String away(String reason) {
    return "embedder: %s does not answer: %s (expected: a running service). It is asked again by itself."
        .formatted(settings.url(), reason);
  }

  private Unavailable closing() {
    return new Unavailable("embedder: closing (expected: an open one; try again later)");
  }

  private JsonNode once(HttpRequest request, int inputs) throws IOException, InterruptedException {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return answers.read(response, inputs);
    } catch (Fault fault) {
      lastFault = fault.reason();
      throw fault;
    } catch (IOException unreached) {
      lastFault = answers.shown(unreached);
      throw unreached;
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.values().forEach(each -> each.cancel(true));
    http.shutdownNow();
    threads.shutdownNow();
  }
}
