package dev.pictor.image;

/// Bicubic resizing with antialiasing, bit for bit as Pillow does it. Stateless, thread-safe.
///
/// How it works: two passes of a separable convolution, horizontal first. An output pixel is the
/// weighted sum of the input pixels within two (when shrinking: two × scale) pixels of its centre;
/// the weights are Catmull-Rom (a = −0.5), normalised, in 22-bit fixed point. The result of the
/// first pass is rounded and clamped to 8 bits, as that of the second. Only rows and columns that
/// the asked-for window needs are computed.
public final class Resampler {

  private Resampler() {}

  /// The whole picture at `width` × `height`, proportions not kept.
  public static Picture squash(Picture picture, int width, int height) {
    return resize(
        picture,
        ResampleWeights.of(picture.width(), width, 0, width),
        ResampleWeights.of(picture.height(), height, 0, height));
  }

  /// The shorter side at `size`, the longer at `trunc(size * long / short)`, then the middle `size`
  /// × `size` (offset round-half-even of half the excess).
  public static Picture centreCrop(Picture picture, int size) {
    int shortSide = Math.min(picture.width(), picture.height());
    return resize(
        picture,
        croppedWeights(picture.width(), shortSide, size),
        croppedWeights(picture.height(), shortSide, size));
  }

  private static ResampleWeights croppedWeights(int side, int shortSide, int size) {
    int scaled = Math.toIntExact((long) size * side / shortSide);
    int offset = halfEven(scaled - size);
    return ResampleWeights.of(side, scaled, offset, size);
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
