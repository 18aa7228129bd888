package dev.pictor.image;

import dev.pictor.error.InvalidRequest;

/// The picture that is shown of a file, which in an animation may cover a part of the canvas only.
///
/// @param file a file of one picture, or of an animation whose first picture this is
/// @param left position on the canvas in pixels, as are the other sides
/// @param background of the canvas, 0xRRGGBB
@SuppressWarnings("ArrayRecordComponent") // never compared, lives as long as one call
record FirstFrame(byte[] file, int left, int top, int width, int height, int background) {

  static FirstFrame of(byte[] file, PictureHeader header) {
    return switch (header.format()) {
      case GIF -> GifHeader.read(file).frame(file);
      case WEBP ->
          WebPHeader.read(file).animated() ? WebPAnimation.firstFrame(file) : whole(file, header);
      case JPEG -> {
        JpegHeader.read(file).checkScans(file);
        yield whole(file, header);
      }
      case PNG, BMP, TIFF -> whole(file, header);
    };
  }

  private static FirstFrame whole(byte[] file, PictureHeader header) {
    return new FirstFrame(file, 0, 0, header.storedWidth(), header.storedHeight(), 0);
  }

  /// A codec that sees another size than the header told has not been checked against the limits.
  ///
  /// @param reduction of the sides by the codec
  void checkSize(int codecWidth, int codecHeight, int reduction, PictureFormat format) {
    int expectedWidth = Math.ceilDiv(width, reduction);
    int expectedHeight = Math.ceilDiv(height, reduction);
    if (codecWidth != expectedWidth || codecHeight != expectedHeight) {
      throw new InvalidRequest(
          format.broken(),
          "broken %s: the pixels are %d x %d (header: %d x %d)"
              .formatted(format, codecWidth, codecHeight, expectedWidth, expectedHeight));
    }
  }

  /// The canvas with this frame's pixels on it.
  Picture onCanvas(Picture pixels, PictureHeader header) {
    int canvasWidth = header.storedWidth();
    int canvasHeight = header.storedHeight();
    if (width == canvasWidth && height == canvasHeight) {
      return pixels;
    }
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(canvasWidth, canvasHeight), 3)];
    for (int i = 0; background != 0 && i < rgb.length; i += 3) {
      rgb[i] = (byte) (background >> 16);
      rgb[i + 1] = (byte) (background >> 8);
      rgb[i + 2] = (byte) background;
    }
    for (int y = 0; y < height; y++) {
      int to = ((top + y) * canvasWidth + left) * 3;
      System.arraycopy(pixels.rgb(), y * width * 3, rgb, to, width * 3);
    }
    return new Picture(canvasWidth, canvasHeight, rgb);
  }
}
