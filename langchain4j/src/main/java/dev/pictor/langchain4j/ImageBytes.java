package dev.pictor.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The encoded bytes of LangChain4j's images. Stateless.
final class ImageBytes {

  private ImageBytes() {}

  /// @throws InvalidRequest when they cannot be read
  /// @throws UnsupportedFeatureException when they lie on another machine
  static byte[] of(Image image) {
    @Nullable String base64 = image.base64Data();
    if (base64 != null) {
      return decoded(base64);
    }
    URI url = image.url();
    if (!"file".equalsIgnoreCase(url.getScheme())) {
      throw new UnsupportedFeatureException(
          "image: %s (expected: Base64, or the address of a file). Fetch the picture and pass its bytes."
              .formatted(url));
    }
    try {
      return Files.readAllBytes(Path.of(url));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidRequest("image: %s cannot be read, %s".formatted(url, e), e);
    }
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("image: no Base64, " + e.getMessage(), e);
    }
  }
}
