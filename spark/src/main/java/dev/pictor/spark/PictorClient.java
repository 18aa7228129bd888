package dev.pictor.spark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The native API of a server. What it cannot take now (429, 503, no answer) is asked again with
/// growing pauses, or those that it asks for, for some minutes. Thread-safe.
final class PictorClient {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final int ATTEMPTS = 20;
  private static final int BUSY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int WRONG = 400;

  /// @param body JSON, or null JSON when there is none
  record Answer(int status, JsonNode body) {

    boolean isOk() {
      return status < WRONG;
    }

    String detail() {
      return body.path("detail").asString("answered " + status);
    }
  }

  private final ServerOptions server;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  PictorClient(ServerOptions server) {
    this.server = server;
    URI uri = URI.create(server.url());
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
      throw new JobFailed(
          "server: %s (expected: an address such as http://localhost:9001)".formatted(server));
    }
  }

  String address() {
    return server.url();
  }

  /// @throws JobFailed when it refuses
  JsonNode post(String path, JsonNode body) throws InterruptedException {
    return required(path, ask(path, body));
  }

  Answer ask(String path, JsonNode body) throws InterruptedException {
    return ask(path, "POST", "application/json", JsonMapper.shared().writeValueAsBytes(body));
  }

  private JsonNode required(String path, Answer answer) {
    if (!answer.isOk()) {
      throw new JobFailed("%s%s: %s".formatted(server, path, answer.detail()));
    }
    return answer.body();
  }

  /// @param contentType empty for no body
  Answer ask(String path, String method, String contentType, byte[] body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(ANSWER)
            .method(
                method,
                contentType.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    if (!server.key().isEmpty()) {
      request.header("Authorization", "Bearer " + server.key());
    }
    return patiently(path, request.build());
  }

  private Answer patiently(String path, HttpRequest request) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Optional<Duration> asked = Optional.empty();
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        boolean later = response.statusCode() == BUSY || response.statusCode() == UNAVAILABLE;
        if (!later || attempt == ATTEMPTS) {
          return new Answer(response.statusCode(), json(response.body()));
        }
        asked = retryAfter(response);
      } catch (IOException unreachable) {
        if (attempt == ATTEMPTS) {
          throw new JobFailed(
              "no answer from %s%s: %s".formatted(server, path, unreachable), unreachable);
        }
      }
      Thread.sleep(asked.orElse(pause).toMillis());
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(each -> each.matches("[0-9]{1,4}"))
        .map(each -> Duration.ofSeconds(Long.parseLong(each)));
  }

  private static JsonNode json(byte[] body) {
    try {
      return body.length == 0 ? JsonMapper.shared().nullNode() : JsonMapper.shared().readTree(body);
    } catch (JacksonException noJson) {
      return JsonMapper.shared().createObjectNode().put("detail", "did not answer as Pictor does");
    }
  }
}
