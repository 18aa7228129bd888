package dev.pictor.endpoint;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the answers of a service mean, in sentences that name the setting which mends what is
/// wrong. The key is never among them, even if the service repeats it.
record Answers(EndpointSettings settings) {

  private static final int SHOWN_LENGTH = 200;

  /// @param inputs that the request carried
  /// @throws Fault when the same request may succeed later
  /// @throws InvalidRequest when the service refuses what it is asked
  /// @throws BrokenModel when the operator must act
  JsonNode read(HttpResponse<byte[]> response, int inputs) throws Fault {
    int status = response.statusCode();
    byte[] body = response.body();
    return switch (status) {
      case 200 -> json(body);
      case 400, 413, 422 -> throw refused(status, body);
      case 401, 403 ->
          throw new BrokenModel(
              "embedder-key: %s, %s answers %d (expected: a key that it accepts). Set PICTOR_EMBEDDER_KEY and start again."
                  .formatted(
                      settings.key().isEmpty() ? "none" : "refused", settings.url(), status));
      case 404, 405 ->
          throw new BrokenModel(
              "embedder: %s answers %d: %s (expected: the address and the model of a service that speaks as embedder-kind says; see embedder-model)"
                  .formatted(settings.url(), status, said(body)));
      case 429 -> throw new Fault(Fault.Kind.BUSY, status + " " + said(body), retryAfter(response));
      case 408, 502, 503, 504 ->
          throw new Fault(Fault.Kind.AWAY, status + " " + said(body), retryAfter(response));
      default -> {
        if (inputs > 1) {
          throw refused(status, body);
        }
        throw new Fault(Fault.Kind.BROKEN, status + " " + said(body), Duration.ZERO);
      }
    };
  }

  private static JsonNode json(byte[] body) throws Fault {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new Fault(Fault.Kind.AWAY, "what it answers is no JSON", Duration.ZERO);
    }
  }

  private InvalidRequest refused(int status, byte[] body) {
    String sentence = "%s (%s answers %d)".formatted(said(body), settings.url(), status);
    return code(body)
        .map(code -> new InvalidRequest(Diagnosis.of(code), sentence))
        .orElseGet(() -> new InvalidRequest(sentence));
  }

  /// What another Pictor says for programs.
  private static Optional<ErrorCode> code(byte[] body) {
    return tree(body).map(json -> json.path("code").asString("")).flatMap(ErrorCode::ofWireName);
  }

  /// The message of an error as the servers write it, else the beginning of the body.
  private String said(byte[] body) {
    return tree(body)
        .flatMap(
            json ->
                Stream.of("/error/message", "/message", "/detail/0/msg", "/detail", "/error")
                    .map(json::at)
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .findFirst())
        .map(this::shown)
        .orElseGet(() -> shown(new String(body, StandardCharsets.UTF_8)));
  }

  private static Optional<JsonNode> tree(byte[] body) {
    try {
      return Optional.of(JsonMapper.shared().readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  String shown(IOException e) {
    return shown(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }

  private String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    String safe = settings.key().isEmpty() ? line : line.replace(settings.key(), "***");
    return safe.length() <= SHOWN_LENGTH ? safe : safe.substring(0, SHOWN_LENGTH) + "…";
  }

  /// In seconds; a date, which hardly any server writes, counts as not said.
  private static Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }
}
