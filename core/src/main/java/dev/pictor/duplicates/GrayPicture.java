package dev.pictor.duplicates;

import dev.pictor.image.Picture;
import dev.pictor.image.Resampler;

/// A small picture's brightness, at 0 to 255. Immutable, thread-safe.
final class GrayPicture {

  private final int width;
  private final int height;
  private final float[] values; // [height, width], rows from the top

  private GrayPicture(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /// Keeps proportions.
  ///
  /// @param longSide at most so many pixels, never enlarged
  static GrayPicture of(Picture picture, int longSide) {
    double scale = Math.min(1, (double) longSide / Math.max(picture.width(), picture.height()));
    return squashed(
        picture,
        Math.max(1, (int) Math.round(picture.width() * scale)),
        Math.max(1, (int) Math.round(picture.height() * scale)));
  }

  /// Does not keep proportions.
  static GrayPicture squashed(Picture picture, int width, int height) {
    Picture small = Resampler.squash(picture, width, height);
    byte[] rgb = small.rgb();
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      // Luma of ITU-R BT.601, as JPEG has it.
      values[i] =
          0.299f * (rgb[3 * i] & 0xff)
              + 0.587f * (rgb[3 * i + 1] & 0xff)
              + 0.114f * (rgb[3 * i + 2] & 0xff);
    }
    return new GrayPicture(width, height, values);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  float at(int x, int y) {
    return values[y * width + x];
  }

  /// `n` × `n` values spread evenly over a window, row by row, between pixels in proportion.
  ///
  /// @param left of the window, as the other sides as a share of the picture, in [0, 1]
  float[] sample(double left, double top, double wide, double high, int n) {
    float[] samples = new float[n * n];
    for (int row = 0; row < n; row++) {
      double y = clamp((top + high * (row + 0.5) / n) * height - 0.5, height - 1);
      int y0 = (int) y;
      int y1 = Math.min(height - 1, y0 + 1);
      float down = (float) (y - y0);
      for (int column = 0; column < n; column++) {
        double x = clamp((left + wide * (column + 0.5) / n) * width - 0.5, width - 1);
        int x0 = (int) x;
        int x1 = Math.min(width - 1, x0 + 1);
        float across = (float) (x - x0);
        float upper = at(x0, y0) * (1 - across) + at(x1, y0) * across;
        float lower = at(x0, y1) * (1 - across) + at(x1, y1) * across;
        samples[row * n + column] = upper * (1 - down) + lower * down;
      }
    }
    return samples;
  }

  private static double clamp(double value, double most) {
    return Math.max(0, Math.min(most, value));
  }
}
