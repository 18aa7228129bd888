package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/// Requests to a hub: redirects, the token, and what the codes of answers mean. Thread-safe.
///
/// Redirects are followed here because the token may only go to the hub's own origin, and because
/// the hub tells a file's digest, length and commit in the answer that redirects to the store.
final class HubClient {

  private static final int MAX_REDIRECTS = 10;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final HubSettings settings;
  private final HttpClient client;

  HubClient(HubSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connect())
            .build();
  }

  /// Sends a request and follows redirects.
  ///
  /// @param what is asked for, in messages
  /// @return an answer with a code of 200, 206 or 416
  /// @throws TransientFault when another try may succeed
  /// @throws ServiceException when it cannot
  HubAnswer send(String method, URI address, Map<String, String> headers, String what)
      throws IOException {
    URI at = address;
    HubAnswer.Told told = HubAnswer.Told.NOTHING;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpResponse<InputStream> response = exchange(method, at, headers);
      told = told.or(HubAnswer.Told.by(response.headers()));
      int code = response.statusCode();
      if (code == 200 || code == 206 || code == 416) {
        return new HubAnswer(response, told, !sameOrigin(at, address));
      }
      response.body().close();
      Optional<String> location = response.headers().firstValue("Location");
      if (code < 300 || code >= 400 || location.isEmpty()) {
        throw refusal(response, at, what);
      }
      if (method.equals("HEAD") && told.bytes().isPresent()) {
        return new HubAnswer(response, told, !sameOrigin(at, address));
      }
      at = redirected(at, location.get(), what);
    }
    throw new TransientFault("more than " + MAX_REDIRECTS + " redirects");
  }

  private HttpResponse<InputStream> exchange(String method, URI at, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(settings.stall())
            .header("User-Agent", "pictor");
    headers.forEach(request::header);
    if (!settings.token().isEmpty() && sameOrigin(at, settings.base())) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (IOException failed) {
      throw TransientFault.of(failed);
    }
  }

  private static URI redirected(URI from, String location, String what) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new TransientFault(what + ": redirected to what is no address");
    }
    boolean sound = to.getHost() != null && to.getScheme().matches("https?");
    if (!sound || (from.getScheme().equals("https") && to.getScheme().equals("http"))) {
      throw new InvalidRequest(
          "%s: %s redirects to %s (expected: an https address)"
              .formatted(what, from.getHost(), to));
    }
    return to;
  }

  private IOException refusal(HttpResponse<?> response, URI at, String what) {
    int code = response.statusCode();
    String host = at.getHost();
    switch (code) {
      case 401, 403 -> throw forbidden(response, host, what);
      case 404, 410 -> throw new NotFound("%s: not on %s (%d)".formatted(what, host, code));
      case 408, 429 -> {}
      default -> {
        if (code < 500) {
          throw new InvalidRequest("%s: %s answers %d".formatted(what, host, code));
        }
      }
    }
    Optional<Duration> pause = response.headers().firstValue("Retry-After").flatMap(this::pause);
    if (pause.isPresent() && pause.get().compareTo(LONGEST_PAUSE) > 0) {
      throw new Overloaded(
          "%s: %s asks for a pause of %d s. Run it again then; what came is kept."
              .formatted(what, host, pause.get().toSeconds()),
          pause.get());
    }
    return new TransientFault("%s answers %d".formatted(host, code), pause);
  }

  private ServiceException forbidden(HttpResponse<?> response, String host, String what) {
    boolean gated =
        response.headers().firstValue("X-Error-Code").filter("GatedRepo"::equals).isPresent();
    String step;
    if (gated) {
      step =
          "Its owner asks for consent: accept the conditions on the page of the repository, and set"
              + " HF_TOKEN to a token of that account.";
    } else if (settings.token().isEmpty()) {
      step = "The repository does not exist or is not public: set HF_TOKEN to a token that may.";
    } else {
      step = "The token in HF_TOKEN is wrong or may not read this repository.";
    }
    return new InvalidRequest(
        "%s: %s does not give it out (%d). %s".formatted(what, host, response.statusCode(), step));
  }

  /// Seconds or a date; what is neither is no wish.
  private Optional<Duration> pause(String value) {
    try {
      if (value.strip().matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
      }
      Instant until =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration pause = Duration.between(Instant.now(), until);
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI address) {
    if (address.getPort() != -1) {
      return address.getPort();
    }
    return address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}
