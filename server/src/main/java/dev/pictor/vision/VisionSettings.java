package dev.pictor.vision;

import java.net.URI;
import java.time.Duration;

/// Where a vision model answers.
///
/// @param url base of the API, such as `http://localhost:11434/v1`
/// @param key sent as a bearer token; empty for none
/// @param timeout of one answer from its question to its last word, repeats included
public record VisionSettings(URI url, String model, String key, Duration timeout) {

  /// The key stays secret.
  @Override
  public String toString() {
    return "VisionSettings[url=%s, model=%s, key=%s, timeout=%s]"
        .formatted(url, model, key.isEmpty() ? "none" : "***", timeout);
  }
}
