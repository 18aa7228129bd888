package dev.pictor.image;

/// Small JPEG copies for screens. Thread-safe.
public final class Thumbnailer {

  private final PictureDecoder decoder;

  public Thumbnailer(PictureDecoder decoder) {
    this.decoder = decoder;
  }

  /// An upright JPEG whose longer side is at most `longSide` pixels, never enlarged.
  ///
  /// @throws dev.pictor.error.InvalidRequest when the picture cannot be read
  public byte[] jpeg(byte[] picture, int longSide) {
    if (longSide < 1) {
      throw new IllegalArgumentException("longer side: " + longSide + " (expected: at least 1)");
    }
    PictureHeader header = decoder.readHeader(picture);
    double scale = Math.min(1, (double) longSide / Math.max(header.width(), header.height()));
    int width = Math.max(1, (int) Math.round(header.width() * scale));
    int height = Math.max(1, (int) Math.round(header.height() * scale));
    Picture decoded = decoder.decodeFor(picture, Math.min(width, height));
    return EncodedPicture.jpeg(Resampler.squash(decoded, width, height));
  }
}
