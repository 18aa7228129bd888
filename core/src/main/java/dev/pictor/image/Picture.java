package dev.pictor.image;

/// Decoded pixels: upright, 8-bit RGB, no alpha. The array is shared, not to be changed.
public final class Picture {

  private final int width;
  private final int height;
  private final byte[] rgb; // [height, width, 3], rows from the top

  /// @param rgb `height * width * 3` bytes, rows from the top, red first
  public Picture(int width, int height, byte[] rgb) {
    if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "pixels: " + rgb.length + " bytes (expected: " + width + " x " + height + " x 3)");
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public byte[] rgb() {
    return rgb;
  }
}
