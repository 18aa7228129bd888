package dev.pictor.endpoint;

import dev.pictor.vector.ModelFingerprint;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where a model runs and how it is asked.
///
/// @param url base of the service; for OpenAI's protocol the part before `/embeddings`
/// @param kind empty to find it out by asking
/// @param model its name there; empty for the one that the service takes by itself
/// @param key sent as a bearer token; empty for none
/// @param fingerprint of the model, where its service tells none
/// @param pictures how pictures are sent by OpenAI's protocol; empty to find it out by trying
public record EndpointSettings(
    URI url,
    Optional<EndpointKind> kind,
    String model,
    String key,
    Optional<ModelFingerprint> fingerprint,
    Optional<PictureForm> pictures,
    Batches batches,
    Timing timing) {

  /// @param pictures most of one request
  /// @param texts most of one request
  /// @param requests most under way at a time, for pictures and for texts
  public record Batches(int pictures, int texts, int requests) {
    public Batches {
      if (pictures < 1 || texts < 1 || requests < 1) {
        throw new IllegalArgumentException(
            "pictures, texts, requests: %d, %d, %d (expected: at least 1 each)"
                .formatted(pictures, texts, requests));
      }
    }

    /// What a Roboflow server takes with its own settings.
    public static Batches defaults() {
      return new Batches(8, 32, 4);
    }
  }

  /// @param timeout of one request
  /// @param pause before a request that failed is repeated; doubled each time
  /// @param rest how long a service that keeps failing is left alone
  public record Timing(Duration timeout, Duration pause, Duration rest) {
    public static Timing defaults() {
      return new Timing(Duration.ofSeconds(60), Duration.ofMillis(250), Duration.ofSeconds(10));
    }
  }

  /// Asks the service for all that it can tell.
  public static EndpointSettings of(URI url) {
    return new EndpointSettings(
        url,
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        Batches.defaults(),
        Timing.defaults());
  }

  EndpointSettings withUrl(URI value) {
    return new EndpointSettings(value, kind, model, key, fingerprint, pictures, batches, timing);
  }

  public EndpointSettings withKind(EndpointKind value) {
    return new EndpointSettings(
        url, Optional.of(value), model, key, fingerprint, pictures, batches, timing);
  }

  public EndpointSettings withModel(String value) {
    return new EndpointSettings(url, kind, value, key, fingerprint, pictures, batches, timing);
  }

  public EndpointSettings withKey(String value) {
    return new EndpointSettings(url, kind, model, value, fingerprint, pictures, batches, timing);
  }

  public EndpointSettings withFingerprint(ModelFingerprint value) {
    return new EndpointSettings(
        url, kind, model, key, Optional.of(value), pictures, batches, timing);
  }

  public EndpointSettings withPictures(PictureForm value) {
    return new EndpointSettings(
        url, kind, model, key, fingerprint, Optional.of(value), batches, timing);
  }

  public EndpointSettings withBatches(Batches value) {
    return new EndpointSettings(url, kind, model, key, fingerprint, pictures, value, timing);
  }

  public EndpointSettings withTiming(Timing value) {
    return new EndpointSettings(url, kind, model, key, fingerprint, pictures, batches, value);
  }

  /// The key stays secret.
  @Override
  public String toString() {
    return "EndpointSettings[url=%s, kind=%s, model=%s, key=%s]"
        .formatted(
            url, kind.map(EndpointKind::word).orElse("?"), model, key.isEmpty() ? "none" : "***");
  }
}
