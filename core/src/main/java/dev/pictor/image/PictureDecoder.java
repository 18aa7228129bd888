package dev.pictor.image;

/// Bytes of a picture file to upright RGB pixels. Thread-safe.
///
/// Orientation is applied, alpha dropped without blending, 16 bits reduced to the high 8, CMYK
/// converted by `round((255-c)(255-k)/255)`, ICC profiles and gamma ignored: what the reference
/// implementations of CLIP see.
public final class PictureDecoder {

  private final PictureLimits limits;

  public PictureDecoder(PictureLimits limits) {
    this.limits = limits;
  }

  /// Reads format and size without decoding and applies the limits.
  ///
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public PictureHeader readHeader(byte[] bytes) {
    throw new UnsupportedOperationException("being written " + limits + bytes.length);
  }

  /// Decodes the whole picture at full size.
  ///
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public Picture decode(byte[] bytes) {
    throw new UnsupportedOperationException("being written " + bytes.length);
  }

  /// Decodes at a reduced size where the format allows it cheaply (JPEG), else whole. Neither side
  /// of the result becomes shorter than `2 * target` unless the picture itself is.
  ///
  /// @param target the side in pixels that the caller will resize to
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public Picture decodeFor(byte[] bytes, int target) {
    throw new UnsupportedOperationException("being written " + bytes.length + target);
  }
}
