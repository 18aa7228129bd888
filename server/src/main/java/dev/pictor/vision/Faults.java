package dev.pictor.vision;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What went wrong with an endpoint, in sentences that name the setting that mends it. The key is
/// never among them, even if the endpoint repeats it.
record Faults(VisionSettings settings) {

  private static final int SHOWN_LENGTH = 200;

  Fault unreachable(IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Fault.passing(
        failure(
            ErrorCode.ANSWER_UNREACHABLE,
            shown(reason),
            "answer-url: %s cannot be reached: %s (expected: a running vision model, for example Ollama at http://localhost:11434/v1)"
                .formatted(settings.url(), shown(reason))),
        Optional.empty());
  }

  Fault late() {
    return Fault.lasting(
        failure(
            ErrorCode.ANSWER_LATE,
            "",
            "answer-timeout: %s did not finish its answer within %d s (expected: less). Raise answer-timeout, or take a faster model."
                .formatted(settings.model(), settings.timeout().toSeconds())));
  }

  Fault stopped() {
    return Fault.lasting(failure(ErrorCode.ANSWER_BROKEN, "", "answer: stopped before its end"));
  }

  Fault broken(String detail) {
    return Fault.lasting(
        failure(
            ErrorCode.ANSWER_BROKEN,
            shown(detail),
            "answer-url: %s broke the answer off: %s (expected: an answer in OpenAI's protocol)"
                .formatted(settings.url(), shown(detail))));
  }

  /// @param body of an answer that is no success
  Fault ofStatus(int status, Optional<Duration> retryAfter, String body) {
    String said = said(body);
    return switch (status) {
      case 401, 403 -> keyRefused(status);
      case 404 -> missing(said);
      case 408, 429, 503 ->
          Fault.passing(
              failure(
                  ErrorCode.ANSWER_BUSY,
                  said,
                  "answer-url: %s is busy, it answered %d: %s (expected: an answer). Try again later."
                      .formatted(settings.url(), status, said)),
              retryAfter);
      default -> {
        Failure failure =
            failure(
                ErrorCode.ANSWER_BROKEN,
                said,
                "answer-url: %s answered %d: %s (expected: an answer of %s, a model that reads pictures)"
                    .formatted(settings.url(), status, said, settings.model()));
        yield status >= 500 ? Fault.passing(failure, retryAfter) : Fault.lasting(failure);
      }
    };
  }

  // What it says is left out: some repeat a part of the key.
  private Fault keyRefused(int status) {
    return Fault.lasting(
        failure(
            ErrorCode.ANSWER_KEY_REFUSED,
            "",
            "answer-key: %s, %s answered %d (expected: a key that it accepts). Set PICTOR_ANSWER_KEY and start again."
                .formatted(settings.key().isEmpty() ? "none" : "refused", settings.url(), status)));
  }

  private Fault missing(String said) {
    if (said.toLowerCase(java.util.Locale.ROOT).contains("model")) {
      return Fault.lasting(
          failure(
              ErrorCode.ANSWER_MODEL_MISSING,
              said,
              "answer-model: %s (expected: a model that %s has; it says: %s). Load it there, with Ollama by `ollama pull %s`, or set another answer-model."
                  .formatted(settings.model(), settings.url(), said, settings.model())));
    }
    return Fault.lasting(
        failure(
            ErrorCode.ANSWER_UNREACHABLE,
            "404",
            "answer-url: %s has no chat/completions, it answered 404 (expected: the base of an API like OpenAI's, which mostly ends in /v1)"
                .formatted(settings.url())));
  }

  private Failure failure(ErrorCode code, String detail, String sentence) {
    return new Failure(
        Diagnosis.of(code)
            .with("url", settings.url().toString())
            .with("model", settings.model())
            .with("said", detail),
        sentence);
  }

  /// The message of an error as the servers write it, else the beginning of the body.
  private String said(String body) {
    try {
      JsonNode json = JsonMapper.shared().readTree(body);
      return Stream.of("/error/message", "/message", "/detail", "/error")
          .map(json::at)
          .filter(JsonNode::isString)
          .map(JsonNode::stringValue)
          .findFirst()
          .map(this::shown)
          .orElseGet(() -> shown(body));
    } catch (JacksonException e) {
      return shown(body);
    }
  }

  private String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    String safe = settings.key().isEmpty() ? line : line.replace(settings.key(), "***");
    return safe.length() <= SHOWN_LENGTH ? safe : safe.substring(0, SHOWN_LENGTH) + "…";
  }
}
