package dev.pictor.image;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;

/// What is refused before a picture is decoded.
///
/// @param maxBytes of the encoded file
/// @param maxPixels width × height that the header announces
public record PictureLimits(long maxBytes, long maxPixels) {

  /// 100 MB and 200 million pixels.
  public static PictureLimits defaults() {
    return new PictureLimits(100_000_000, 200_000_000);
  }

  public PictureLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException("picture limits: " + maxBytes + ", " + maxPixels);
    }
  }

  /// @throws InvalidRequest when a picture of this size is too large
  void check(long width, long height) {
    // An array of Java holds 2³¹ bytes, a pixel takes three.
    long most = Math.min(maxPixels, Integer.MAX_VALUE / 3);
    if (width > most / Math.max(height, 1)) {
      throw new InvalidRequest(
          Diagnosis.of(ErrorCode.PICTURE_TOO_LARGE)
              .with("width", width)
              .with("height", height)
              .with("mostPixels", most),
          "too large: %d x %d pixels (at most %,d pixels in all)".formatted(width, height, most));
    }
  }

  /// @throws InvalidRequest when there is no file, or too much of it
  public void checkBytes(long length) {
    if (length == 0) {
      throw new InvalidRequest(Diagnosis.of(ErrorCode.EMPTY_FILE), "empty file");
    }
    if (length > maxBytes) {
      throw new InvalidRequest(
          Diagnosis.of(ErrorCode.FILE_TOO_LARGE).with("bytes", length).with("mostBytes", maxBytes),
          "too large: %,d bytes (at most %,d bytes)".formatted(length, maxBytes));
    }
  }
}
