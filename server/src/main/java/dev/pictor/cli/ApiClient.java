package dev.pictor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The native API as the commands use it. Every failure is a [CommandFailed] with the server's own
/// sentence.
final class ApiClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http;
  private final URI server;
  private final Optional<String> apiKey;

  ApiClient(URI server, Optional<String> apiKey) {
    this(server, apiKey, Optional.empty());
  }

  /// @param trust for `https`; without it the authorities that the JDK knows
  ApiClient(URI server, Optional<String> apiKey, Optional<SSLContext> trust) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
    this.server = server;
    this.apiKey = apiKey;
  }

  URI server() {
    return server;
  }

  JsonNode get(String path) {
    return exchange(request(path).GET().build());
  }

  JsonNode post(String path, JsonNode body) {
    return exchange(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  JsonNode patch(String path, JsonNode body) {
    return send("PATCH", path, body);
  }

  JsonNode put(String path, JsonNode body) {
    return send("PUT", path, body);
  }

  private JsonNode send(String method, String path, JsonNode body) {
    return exchange(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()))
            .build());
  }

  JsonNode delete(String path) {
    return exchange(request(path).DELETE().build());
  }

  /// A body as it comes, to be closed.
  InputStream open(String path) {
    try {
      HttpResponse<InputStream> response =
          http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
      if (response.statusCode() < 400) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        throw refusal(response.statusCode(), JSON.readTree(body.readAllBytes()));
      }
    } catch (JacksonException e) {
      throw new CommandFailed("%s did not answer as Pictor does".formatted(server));
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// Hands over the data of each server-sent event until the stream ends.
  void events(String path, Consumer<JsonNode> consumer) {
    events(request(path).GET(), consumer);
  }

  /// The same for what is asked with a body.
  void events(String path, JsonNode body, Consumer<JsonNode> consumer) {
    events(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())),
        consumer);
  }

  private void events(HttpRequest.Builder request, Consumer<JsonNode> consumer) {
    try {
      HttpResponse<Stream<String>> response =
          http.send(request.header("Accept", "text/event-stream").build(), BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() >= 400) {
          throw refusal(
              response.statusCode(), JSON.readTree(lines.collect(Collectors.joining("\n"))));
        }
        lines
            .filter(line -> line.startsWith("data:"))
            .map(line -> JSON.readTree(line.substring(5)))
            .forEach(consumer);
      }
    } catch (JacksonException e) {
      throw new CommandFailed("%s did not answer as Pictor does".formatted(server));
    } catch (UncheckedIOException e) {
      throw unreachable(new IOException(e.getMessage(), e));
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// One segment of a path, or a value behind the question mark; `/` included.
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve(path));
    apiKey.ifPresent(key -> builder.header("Authorization", "Bearer " + key));
    return builder;
  }

  private JsonNode exchange(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      JsonNode body = response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
      if (response.statusCode() >= 400) {
        throw refusal(response.statusCode(), body);
      }
      return body;
    } catch (JacksonException e) {
      throw new CommandFailed("%s did not answer as Pictor does".formatted(server));
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private CommandFailed refusal(int status, JsonNode problem) {
    String detail = problem.path("detail").asString("answered " + status);
    return new CommandFailed(
        status == 401
            ? detail + ". Give the key of %s with PICTOR_API_KEY or --api-key.".formatted(server)
            : detail,
        status,
        problem.path("code").asString(""));
  }

  private CommandFailed unreachable(IOException e) {
    if (e instanceof SSLException) {
      return new CommandFailed(
          "%s shows no certificate that is trusted for it (%s). Name the file of its authority with --ca FILE."
              .formatted(server, e.getMessage()),
          CommandFailed.NO_ANSWER);
    }
    return new CommandFailed(
        "No answer from %s (%s). Is `pictor serve` running there?".formatted(server, e),
        CommandFailed.NO_ANSWER);
  }

  private static CommandFailed interrupted() {
    Thread.currentThread().interrupt();
    return new CommandFailed("interrupted");
  }
}
