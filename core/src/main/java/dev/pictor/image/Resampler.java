package dev.pictor.image;

/// Resizing with antialiasing, bit for bit as Pillow does it. Stateless, thread-safe.
///
/// How it works: two passes of a separable convolution, horizontal first. An output pixel is the
/// weighted sum of the input pixels within the filter's radius (when shrinking: radius × scale) of
/// its centre; the weights are normalised, in 22-bit fixed point. The result of the first pass is
/// rounded and clamped to 8 bits, as that of the second. Only rows and columns that the asked-for
/// window needs are computed.
public final class Resampler {

  private Resampler() {}

  /// The whole picture at `width` × `height`, proportions not kept.
  public static Picture squash(Picture picture, int width, int height) {
    return squash(picture, width, height, ResampleFilter.BICUBIC);
  }

  /// The whole picture at `width` × `height`, proportions not kept.
  public static Picture squash(Picture picture, int width, int height, ResampleFilter filter) {
    return resize(
        picture,
        ResampleWeights.of(filter, picture.width(), width, 0, width),
        ResampleWeights.of(filter, picture.height(), height, 0, height));
  }

  /// The shorter side at `size`, then the middle `size` × `size`.
  public static Picture centreCrop(Picture picture, int size) {
    return centreCrop(picture, size, size, ResampleFilter.BICUBIC);
  }

  /// The shorter side at `side`, the longer at `trunc(side * long / short)`, then the middle `size`
  /// × `size` (offset round-half-even of half the excess).
  ///
  /// @param size at most `side`
  public static Picture centreCrop(Picture picture, int side, int size, ResampleFilter filter) {
    int shortSide = Math.min(picture.width(), picture.height());
    return resize(
        picture,
        croppedWeights(filter, picture.width(), (long) side * picture.width() / shortSide, size),
        croppedWeights(filter, picture.height(), (long) side * picture.height() / shortSide, size));
  }

  private static ResampleWeights croppedWeights(
      ResampleFilter filter, int side, long scaled, int size) {
    int whole = Math.toIntExact(scaled);
    return ResampleWeights.of(filter, side, whole, halfEven(whole - size), size);
  }

  /// `excess / 2`, halves to the even neighbour.
  private static int halfEven(int excess) {
    int floor = excess >> 1;
    return (excess & 1) != 0 && (floor & 1) != 0 ? floor + 1 : floor;
  }

  private static Picture resize(Picture picture, ResampleWeights across, ResampleWeights down) {
    int stride = across.size() * 3;
    byte[] rgb = new byte[Math.multiplyExact(down.size(), stride)];
    NarrowedRows rows = new NarrowedRows(picture, across, down.first(0), down.mostTaps());
    int[][] lines = new int[down.mostTaps()][];
    int[] row = new int[stride];
    for (int y = 0; y < down.size(); y++) {
      int taps = down.taps(y);
      for (int k = 0; k < taps; k++) {
        lines[k] = rows.row(down.first(y) + k);
      }
      WeightedSum.write(row, lines, taps, down.weights(), down.offset(y));
      for (int i = 0; i < stride; i++) {
        rgb[y * stride + i] = (byte) row[i];
      }
    }
    return new Picture(across.size(), down.size(), rgb);
  }
}
