package dev.pictor.server;

import dev.pictor.endpoint.EndpointKind;
import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.endpoint.PictureForm;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.ModelFingerprint;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The settings of a model that another service runs, as they were given, one by one. Immutable.
///
/// @param url empty for none; then all others are to be empty, too
record EmbedderSettings(
    String url,
    String kind,
    String model,
    String key,
    String fingerprint,
    String pictures,
    EndpointSettings.Batches batches,
    EndpointSettings.Timing timing) {

  static EmbedderSettings none() {
    return new EmbedderSettings(
        "",
        "",
        "",
        "",
        "",
        "",
        EndpointSettings.Batches.defaults(),
        EndpointSettings.Timing.defaults());
  }

  EmbedderSettings withUrl(String value) {
    return new EmbedderSettings(value, kind, model, key, fingerprint, pictures, batches, timing);
  }

  EmbedderSettings withKind(String value) {
    return new EmbedderSettings(url, value, model, key, fingerprint, pictures, batches, timing);
  }

  EmbedderSettings withModel(String value) {
    return new EmbedderSettings(url, kind, value, key, fingerprint, pictures, batches, timing);
  }

  EmbedderSettings withKey(String value) {
    return new EmbedderSettings(url, kind, model, value, fingerprint, pictures, batches, timing);
  }

  EmbedderSettings withFingerprint(String value) {
    return new EmbedderSettings(url, kind, model, key, value, pictures, batches, timing);
  }

  EmbedderSettings withPictures(String value) {
    return new EmbedderSettings(url, kind, model, key, fingerprint, value, batches, timing);
  }

  EmbedderSettings withPictureBatch(int value) {
    return with(
        new EndpointSettings.Batches(
            atLeastOne("embedder-batch", value), batches.texts(), batches.requests()));
  }

  EmbedderSettings withTextBatch(int value) {
    return with(
        new EndpointSettings.Batches(
            batches.pictures(), atLeastOne("embedder-text-batch", value), batches.requests()));
  }

  EmbedderSettings withRequests(int value) {
    return with(
        new EndpointSettings.Batches(
            batches.pictures(), batches.texts(), atLeastOne("embedder-requests", value)));
  }

  EmbedderSettings with(EndpointSettings.Batches value) {
    return new EmbedderSettings(url, kind, model, key, fingerprint, pictures, value, timing);
  }

  EmbedderSettings withTimeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new InvalidRequest("embedder-timeout: " + value + " (expected: more than 0)");
    }
    return with(new EndpointSettings.Timing(value, timing.pause(), timing.rest()));
  }

  EmbedderSettings with(EndpointSettings.Timing value) {
    return new EmbedderSettings(url, kind, model, key, fingerprint, pictures, batches, value);
  }

  private static int atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new InvalidRequest("%s: %d (expected: 1 or more)".formatted(setting, value));
    }
    return value;
  }

  /// @throws InvalidRequest naming the setting that is missing or wrong
  Optional<EndpointSettings> endpoint() {
    if (url.isEmpty()) {
      if (!(kind + model + key + fingerprint + pictures).isEmpty()) {
        throw new InvalidRequest(
            "embedder: none, but another setting of it is there (expected: the address of a service, such as http://gpu-server:9001)");
      }
      return Optional.empty();
    }
    if (!key.chars().allMatch(each -> each > ' ' && each < 127)) {
      throw new InvalidRequest("embedder-key: *** (expected: letters, digits and signs of ASCII)");
    }
    return Optional.of(
        new EndpointSettings(
            address(), kindOf(), model, key, fingerprintOf(), picturesOf(), batches, timing));
  }

  private Optional<EndpointKind> kindOf() {
    return kind.isEmpty()
        ? Optional.empty()
        : Optional.of(
            EndpointKind.of(kind.toLowerCase(Locale.ROOT))
                .orElseThrow(
                    () ->
                        new InvalidRequest(
                            "embedder-kind: %s (expected: pictor, roboflow or openai)"
                                .formatted(kind))));
  }

  private Optional<PictureForm> picturesOf() {
    return pictures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PictureForm.of(pictures.toLowerCase(Locale.ROOT))
                .orElseThrow(
                    () ->
                        new InvalidRequest(
                            "embedder-pictures: %s (expected: jina, infinity, vllm or none)"
                                .formatted(pictures))));
  }

  private Optional<ModelFingerprint> fingerprintOf() {
    if (fingerprint.isEmpty()) {
      return Optional.empty();
    }
    if (!fingerprint.matches("[0-9a-f]{64}")) {
      throw new InvalidRequest(
          "embedder-fingerprint: %s (expected: 64 hexadecimal digits, as `pictor models list --json` tells them)"
              .formatted(fingerprint));
    }
    return Optional.of(new ModelFingerprint(fingerprint));
  }

  private URI address() {
    return ServiceAddress.of("embedder", url, "http://gpu-server:9001");
  }
}
