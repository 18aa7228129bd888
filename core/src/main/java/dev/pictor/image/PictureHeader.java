package dev.pictor.image;

/// What the first bytes of a picture tell, read without decoding it.
///
/// @param width of the upright picture in pixels, orientation applied
/// @param height of the upright picture in pixels
/// @param orientation EXIF orientation of the stored pixels, 1 to 8; 1 is upright
public record PictureHeader(PictureFormat format, int width, int height, int orientation) {

  /// Of the pixels as the file has them.
  int storedWidth() {
    return Orientation.swapsSides(orientation) ? height : width;
  }

  int storedHeight() {
    return Orientation.swapsSides(orientation) ? width : height;
  }
}
