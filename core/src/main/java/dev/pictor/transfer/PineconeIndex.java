package dev.pictor.transfer;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// An index of a server that speaks Pinecone's protocol.
///
/// @param control where its control plane answers, such as `https://api.pinecone.io`
/// @param apiKey empty for none
/// @param patience how long one request may take
/// @param pause before the first repetition of a request that failed; later ones are longer, and a
///   server may ask for more
public record PineconeIndex(
    URI control, String name, String apiKey, Duration patience, Duration pause) {

  public PineconeIndex(URI control, String name, Optional<String> apiKey) {
    this(control, name, apiKey.orElse(""), Duration.ofSeconds(60), Duration.ofSeconds(1));
  }

  /// Without the key.
  @Override
  public String toString() {
    return "index %s of %s".formatted(name, control);
  }
}
