package dev.pictor.remotepinecone;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where a service is and how one is let in.
///
/// @param control address of its control plane: scheme, host and port. With `http` nothing is
///   encrypted, also on the way to the indexes
/// @param key empty for a service that asks for none
/// @param ca file of certificates, in PEM, that vouch for the service instead of those of the JDK
/// @param cloud where new indexes are made, such as `aws`
/// @param region of that cloud, such as `us-east-1`
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record PineconeAccess(
    URI control, String key, Optional<Path> ca, String cloud, String region) {

  boolean encrypted() {
    return "https".equals(control.getScheme());
  }

  /// The key is masked.
  @Override
  public String toString() {
    return "PineconeAccess[control=%s, key=%s, ca=%s, cloud=%s, region=%s]"
        .formatted(control, key.isEmpty() ? "" : "***", ca, cloud, region);
  }
}
