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
    throw new UnsupportedOperationException("being written " + decoder + picture.length + longSide);
  }
}
