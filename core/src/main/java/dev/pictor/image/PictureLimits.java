package dev.pictor.image;

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
}
