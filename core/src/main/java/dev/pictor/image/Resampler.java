package dev.pictor.image;

import java.util.Arrays;

/// Bicubic resizing with antialiasing, bit for bit as Pillow does it. Stateless, thread-safe.
///
/// How it works: two passes of a separable convolution, horizontal first. An output pixel is the
/// weighted sum of the input pixels within two (when shrinking: two × scale) pixels of its centre;
/// the weights are Catmull-Rom (a = −0.5), normalised, in 22-bit fixed point. The result of the
/// first pass is rounded and clamped to 8 bits, as that of the second. Only rows and columns that
/// the asked-for window needs are computed.
public final class Resampler {

  private static final int HALF = 1 << (ResampleWeights.PRECISION_BITS - 1);

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
    int firstRow = down.first(0);
    int rows = down.first(down.size() - 1) + down.taps(down.size() - 1) - firstRow;
    byte[] narrow = horizontal(picture, across, firstRow, rows);
    byte[] rgb = vertical(narrow, across.size() * 3, down, firstRow);
    return new Picture(across.size(), down.size(), rgb);
  }

  private static byte[] horizontal(
      Picture picture, ResampleWeights across, int firstRow, int rows) {
    byte[] in = picture.rgb();
    byte[] out = new byte[Math.multiplyExact(rows, across.size() * 3)];
    int stride = picture.width() * 3;
    int o = 0;
    for (int y = 0; y < rows; y++) {
      int row = (firstRow + y) * stride;
      for (int x = 0; x < across.size(); x++, o += 3) {
        pixel(in, row + across.first(x) * 3, across, x, out, o);
      }
    }
    return out;
  }

  private static void pixel(byte[] in, int from, ResampleWeights across, int x, byte[] out, int o) {
    int[] weights = across.weights();
    int start = across.offset(x);
    int end = start + across.taps(x);
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int i = from;
    for (int k = start; k < end; k++, i += 3) {
      int weight = weights[k];
      red += weight * (in[i] & 0xFF);
      green += weight * (in[i + 1] & 0xFF);
      blue += weight * (in[i + 2] & 0xFF);
    }
    out[o] = clamp(red);
    out[o + 1] = clamp(green);
    out[o + 2] = clamp(blue);
  }

  private static byte[] vertical(byte[] in, int stride, ResampleWeights down, int firstRow) {
    byte[] out = new byte[Math.multiplyExact(down.size(), stride)];
    int[] sums = new int[stride];
    for (int y = 0; y < down.size(); y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < down.taps(y); k++) {
        addRow(
            sums, in, (down.first(y) - firstRow + k) * stride, down.weights()[down.offset(y) + k]);
      }
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = clamp(sums[i]);
      }
    }
    return out;
  }

  private static void addRow(int[] sums, byte[] in, int from, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * (in[from + i] & 0xFF);
    }
  }

  private static byte clamp(int sum) {
    return (byte) Math.clamp(sum >> ResampleWeights.PRECISION_BITS, 0, 255);
  }
}
