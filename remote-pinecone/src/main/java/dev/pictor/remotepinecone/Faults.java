package dev.pictor.remotepinecone;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.remotepinecone.Calls.AwayException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openapitools.db_control.client.ApiException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a service says, or that it says nothing, as failures that a caller may react to. Stateless.
final class Faults {

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Faults() {}

  /// @param service whom was asked, for messages
  static RuntimeException of(StatusRuntimeException failure, String service) {
    Status status = failure.getStatus();
    String said = Objects.requireNonNullElse(status.getDescription(), status.getCode().name());
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> new InvalidRequest(said, failure);
      case NOT_FOUND -> new NotFound(said, failure);
      case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> new Conflict(said, failure);
      case UNAUTHENTICATED, PERMISSION_DENIED -> refused(service, said, failure);
      case RESOURCE_EXHAUSTED -> busy(service, said, pause(failure.getTrailers()));
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> away(service, said(failure, said), failure);
      case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, DATA_LOSS -> broken(service, said, failure);
    };
  }

  private static String said(StatusRuntimeException failure, String said) {
    Throwable cause = failure.getCause();
    return cause == null ? said : said + ", " + cause.getMessage();
  }

  /// The same for the control plane.
  static RuntimeException of(ApiException failure, URI service) {
    int status = failure.getCode();
    String said = said(failure);
    return switch (status) {
      case 0 ->
          failure.getCause() instanceof InterruptedIOException late
              ? away(service.toString(), "it is late, " + late.getMessage(), failure)
              : away(service.toString(), said, failure);
      case 400, 422 -> new InvalidRequest(said, failure);
      case 401 -> refused(service.toString(), said, failure);
      case 403, 409, 412 -> new Conflict(said, failure);
      case 404 -> new NotFound(said, failure);
      case 429 -> busy(service.toString(), said, pause(failure.getResponseHeaders()));
      case 500, 502, 503, 504 -> away(service.toString(), status + ": " + said, failure);
      default -> broken(service.toString(), status + ": " + said, failure);
    };
  }

  private static RuntimeException refused(String service, String said, Throwable cause) {
    return new Unavailable(
        "store-key: *** is not accepted by %s: %s (expected: a key with all rights there). Set PICTOR_STORE_KEY and start again."
            .formatted(service, said),
        cause);
  }

  /// With the pause that the service asks for, or else those of [Calls].
  private static RuntimeException busy(String service, String said, Optional<Duration> pause) {
    Overloaded busy =
        new Overloaded(
            "store-url: %s is busy: %s (expected: an answer). Try again later."
                .formatted(service, said),
            pause.orElse(USUAL_PAUSE));
    return pause.isPresent() ? busy : new AwayException(busy);
  }

  private static RuntimeException away(String service, String said, Throwable cause) {
    return new AwayException(
        new Unavailable(
            "store-url: %s does not answer: %s (expected: a running service that speaks Pinecone's protocol). Start it, or set another store-url."
                .formatted(service, said),
            cause));
  }

  private static RuntimeException broken(String service, String said, Throwable cause) {
    return new Unavailable(
        "store-url: %s failed: %s (expected: an answer in Pinecone's protocol, version 2025-10 or newer). Its log may tell more."
            .formatted(service, said),
        cause);
  }

  private static Optional<Duration> pause(@Nullable Metadata trailers) {
    return Optional.ofNullable(trailers)
        .flatMap(each -> Optional.ofNullable(each.get(RETRY_AFTER)))
        .flatMap(Faults::seconds);
  }

  private static Optional<Duration> pause(@Nullable Map<String, List<String>> headers) {
    return Optional.ofNullable(headers).stream()
        .flatMap(each -> each.entrySet().stream())
        .filter(each -> each.getKey().toLowerCase(Locale.ROOT).equals("retry-after"))
        .flatMap(each -> each.getValue().stream())
        .findFirst()
        .flatMap(Faults::seconds);
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private static String said(ApiException failure) {
    String body = failure.getResponseBody();
    if (body != null && !body.isEmpty()) {
      try {
        JsonNode json = JSON.readTree(body);
        String message = json.at("/error/message").asString(json.path("message").asString(""));
        return message.isEmpty() ? shortened(body) : message;
      } catch (JacksonException e) {
        return shortened(body);
      }
    }
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
