package dev.pictor.transfer;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests to an index of Pinecone, repeated while the server is busy or not there. Used by one
/// thread.
final class PineconeClient implements AutoCloseable {

  /// A request that may succeed later.
  private static final class Again extends IOException {
    private final Duration pause;

    /// @param pause for which the server asks; zero when it does not
    Again(String message, Duration pause) {
      super(message);
      this.pause = pause;
    }
  }

  private static final String VERSION = "2025-10";
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final int MOST_TRIES = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
  private static final int SHOWN = 300;
  private static final long POLL_MILLIS = 200;

  private final PineconeIndex index;
  private final HttpClient http;
  private final FailsafeExecutor<JsonNode> patient;
  private final BooleanSupplier stopped;

  /// @param stopped ends the waiting
  PineconeClient(PineconeIndex index, BooleanSupplier stopped) {
    this.index = index;
    this.stopped = stopped;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(index.patience())
            .build();
    this.patient =
        Failsafe.with(
            RetryPolicy.<JsonNode>builder()
                .handle(IOException.class)
                .withDelayFn(context -> wished(context.getLastException()))
                .withBackoff(index.pause(), index.pause().multipliedBy(64))
                .withMaxAttempts(MOST_TRIES)
                .build());
  }

  /// The pause that a server asked for; a negative one stands for none.
  private static Duration wished(@Nullable Throwable failure) {
    return failure instanceof Again again && !again.pause.isZero()
        ? again.pause
        : Duration.ofMillis(-1);
  }

  static String parameter(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The answer to a GET.
  ///
  /// @throws InvalidRequest when the server refuses it
  /// @throws NotFound when it does not know the path
  /// @throws Unavailable when it does not answer after several tries
  JsonNode get(URI address) {
    return exchange(request(address).GET().build());
  }

  /// The same for a POST with an empty object.
  JsonNode post(URI address) {
    return exchange(
        request(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build());
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(index.patience())
            .header("Accept", "application/json")
            .header("X-Pinecone-Api-Version", VERSION);
    if (!index.apiKey().isEmpty()) {
      request.header("Api-Key", index.apiKey());
    }
    return request;
  }

  private JsonNode exchange(HttpRequest request) {
    CompletableFuture<JsonNode> answer = patient.getAsync(() -> once(request));
    try {
      while (true) {
        try {
          return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (stopped.getAsBoolean()) {
            throw new Unavailable("stopped while it waited for " + shown(request.uri()), e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while it waited for " + shown(request.uri()), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServiceException told) {
        throw told;
      }
      throw new Unavailable(
          "%s: %s (expected: an answer). Run the import again, it goes on from there."
              .formatted(shown(request.uri()), String.valueOf(e.getCause())),
          e);
    } finally {
      answer.cancel(true); // also a pause
    }
  }

  private JsonNode once(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    int status = response.statusCode();
    if (PASSING.contains(status)) {
      throw new Again("the server answers " + status, retryAfter(response));
    }
    String problem =
        "%s: the server answers %d, %s"
            .formatted(shown(request.uri()), status, shown(response.body()));
    if (status == 404) {
      throw new NotFound(problem + " (expected: an index that is there)");
    }
    if (status != 200) {
      throw new InvalidRequest(
          problem
              + (status == 401 || status == 403
                  ? " (expected: its key). Name a variable of the environment with --api-key-env."
                  : " (expected: 200, from a server that speaks Pinecone's protocol)"));
    }
    try {
      return JsonMapper.shared().readTree(response.body());
    } catch (JacksonException e) {
      throw new Again("the server's answer is no JSON", Duration.ZERO);
    }
  }

  private static String shown(URI address) {
    return address.getAuthority() + address.getPath();
  }

  private static String shown(String body) {
    return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
  }

  /// In seconds; a date, which hardly any server writes, counts as not said.
  private static Duration retryAfter(HttpResponse<?> response) {
    Optional<Duration> asked =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.matches("\\d{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    return asked
        .map(each -> each.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : each)
        .orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    http.close();
  }
}
