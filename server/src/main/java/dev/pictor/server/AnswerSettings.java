package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vision.VisionSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The settings of answers as they were given, one by one. Immutable.
///
/// @param url empty for no vision model
/// @param key empty for none
record AnswerSettings(String url, String model, String key, Duration timeout, int pictures) {

  static AnswerSettings none() {
    return new AnswerSettings("", "", "", Duration.ofMinutes(2), 4);
  }

  AnswerSettings withUrl(String value) {
    return new AnswerSettings(value, model, key, timeout, pictures);
  }

  AnswerSettings withModel(String value) {
    return new AnswerSettings(url, value, key, timeout, pictures);
  }

  AnswerSettings withKey(String value) {
    return new AnswerSettings(url, model, value, timeout, pictures);
  }

  AnswerSettings withTimeout(Duration value) {
    return new AnswerSettings(url, model, key, value, pictures);
  }

  AnswerSettings withPictures(int value) {
    return new AnswerSettings(url, model, key, timeout, value);
  }

  /// @throws InvalidRequest naming the setting that is missing or wrong
  Optional<VisionSettings> vision() {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidRequest("answer-timeout: " + timeout + " (expected: more than 0)");
    }
    if (url.isEmpty()) {
      if (!model.isEmpty() || !key.isEmpty()) {
        throw new InvalidRequest(
            "answer-url: none, but %s is set (expected: the base of the vision model's API, such as http://localhost:11434/v1)"
                .formatted(model.isEmpty() ? "answer-key" : "answer-model"));
      }
      return Optional.empty();
    }
    if (model.isEmpty()) {
      throw new InvalidRequest(
          "answer-model: none, but answer-url is set (expected: the name of a model there that reads pictures, such as qwen2.5vl)");
    }
    if (!key.chars().allMatch(each -> each > ' ' && each < 127)) {
      throw new InvalidRequest("answer-key: *** (expected: letters, digits and signs of ASCII)");
    }
    return Optional.of(new VisionSettings(address(), model, key, timeout));
  }

  private URI address() {
    return ServiceAddress.of("answer-url", url, "http://localhost:11434/v1");
  }
}
