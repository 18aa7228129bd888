package dev.pictor.image;

/// The eight ways EXIF says that stored pixels lie.
final class Orientation {

  private Orientation() {}

  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /// @param stored pixels as the file has them
  /// @param orientation 1 to 8
  static Picture upright(Picture stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    int width = swapsSides(orientation) ? stored.height() : stored.width();
    int height = swapsSides(orientation) ? stored.width() : stored.height();
    byte[] in = stored.rgb();
    byte[] out = new byte[in.length];
    int origin = pixel(stored, orientation, 0, 0);
    // The map is affine: one step to the right or down is the same distance everywhere.
    int right = (width > 1 ? pixel(stored, orientation, 1, 0) : origin) - origin;
    int down = (height > 1 ? pixel(stored, orientation, 0, 1) : origin) - origin;
    int o = 0;
    for (int y = 0; y < height; y++) {
      int i = origin + y * down;
      for (int x = 0; x < width; x++, i += right, o += 3) {
        out[o] = in[i];
        out[o + 1] = in[i + 1];
        out[o + 2] = in[i + 2];
      }
    }
    return new Picture(width, height, out);
  }

  /// Where the upright pixel (x, y) is stored.
  private static int pixel(Picture stored, int orientation, int x, int y) {
    int lastX = stored.width() - 1;
    int lastY = stored.height() - 1;
    int storedX =
        switch (orientation) {
          case 2, 3 -> lastX - x;
          case 5, 6 -> y;
          case 7, 8 -> lastX - y;
          default -> x;
        };
    int storedY =
        switch (orientation) {
          case 3, 4 -> lastY - y;
          case 5, 8 -> x;
          case 6, 7 -> lastY - x;
          default -> y;
        };
    return (storedY * stored.width() + storedX) * 3;
  }
}
