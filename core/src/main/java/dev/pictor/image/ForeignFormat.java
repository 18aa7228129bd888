package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;

/// Names what a file is that is not one of the pictures read here.
final class ForeignFormat {

  private ForeignFormat() {}

  static InvalidRequest refusal(byte[] bytes) {
    return new InvalidRequest(
        "not a picture: the first bytes are those of %s (expected: JPEG, PNG, GIF, BMP, WebP or TIFF)"
            .formatted(
                ByteView.of(bytes, ByteOrder.BIG_ENDIAN).textAt(0, "%PDF")
                    ? "a PDF document"
                    : "another kind of file"));
  }
}
