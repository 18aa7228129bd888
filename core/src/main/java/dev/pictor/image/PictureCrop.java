package dev.pictor.image;

import dev.pictor.error.InvalidRequest;

/// A part of a picture, in parts of its width and height as it is seen.
///
/// @param left 0 to below 1
/// @param top 0 to below 1
/// @param width above 0, at most 1 together with `left`
/// @param height above 0, at most 1 together with `top`
public record PictureCrop(double left, double top, double width, double height) {

  // Sums of decimal fractions may be a little above 1.
  private static final double ROUNDING = 1e-9;

  /// @throws InvalidRequest when it reaches out of the picture
  public PictureCrop {
    boolean inside =
        left >= 0
            && top >= 0
            && width > 0
            && height > 0
            && left + width <= 1 + ROUNDING
            && top + height <= 1 + ROUNDING;
    if (!inside) {
      throw new InvalidRequest(
          "crop: left %s, top %s, width %s, height %s (expected: parts of the picture, 0 to 1, that do not reach out of it)"
              .formatted(left, top, width, height));
    }
  }

  /// What is cut out, at least one pixel each way.
  public Picture of(Picture whole) {
    int x = Math.min(whole.width() - 1, (int) Math.round(left * whole.width()));
    int y = Math.min(whole.height() - 1, (int) Math.round(top * whole.height()));
    int columns = extent(width, whole.width(), x);
    int rows = extent(height, whole.height(), y);
    byte[] rgb = new byte[columns * rows * 3];
    for (int row = 0; row < rows; row++) {
      int from = ((y + row) * whole.width() + x) * 3;
      System.arraycopy(whole.rgb(), from, rgb, row * columns * 3, columns * 3);
    }
    return new Picture(columns, rows, rgb);
  }

  private static int extent(double part, int whole, int from) {
    return Math.clamp(Math.round(part * whole), 1, whole - from);
  }

  /// What is cut out of an encoded picture, as PNG, which changes no pixel.
  ///
  /// @throws InvalidRequest when the picture cannot be read
  public byte[] of(byte[] picture, PictureDecoder decoder) {
    return EncodedPicture.png(of(decoder.decode(picture)));
  }
}
