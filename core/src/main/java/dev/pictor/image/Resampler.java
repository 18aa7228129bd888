package dev.pictor.image;

/// Bicubic resizing with antialiasing, bit for bit as Pillow does it (a = −0.5, support widened
/// when shrinking, 22-bit weights, horizontal first, 8 bits in between). Stateless, thread-safe.
public final class Resampler {

  private Resampler() {}

  /// The whole picture at `width` × `height`, proportions not kept.
  public static Picture squash(Picture picture, int width, int height) {
    throw new UnsupportedOperationException("being written " + picture + width + height);
  }

  /// The shorter side at `size`, the longer at `trunc(size * long / short)`, then the middle `size`
  /// × `size` (offset round-half-even of half the excess).
  public static Picture centreCrop(Picture picture, int size) {
    throw new UnsupportedOperationException("being written " + picture + size);
  }
}
