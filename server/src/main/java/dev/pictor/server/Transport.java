package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.Optional;

/// What the ports of a server speak below HTTP.
public sealed interface Transport {

  record Plain() implements Transport {}

  /// @param certificate file of the certificate and those that vouch for it, in PEM
  /// @param key file of its private key, in PEM
  record Tls(Path certificate, Path key) implements Transport {}

  /// @throws InvalidRequest when one is given without the other
  static Transport of(Optional<Path> certificate, Optional<Path> key) {
    if (certificate.isPresent() && key.isPresent()) {
      return new Tls(certificate.get(), key.get());
    }
    certificate.ifPresent(file -> refuse("tls-key", "the file of the private key of " + file));
    key.ifPresent(file -> refuse("tls-certificate", "the file of the certificate of " + file));
    return new Plain();
  }

  default boolean isEncrypted() {
    return this instanceof Tls;
  }

  private static void refuse(String missing, String expected) {
    throw new InvalidRequest(
        "%s: none (expected: %s). Set both tls-certificate and tls-key, or neither."
            .formatted(missing, expected));
  }
}
