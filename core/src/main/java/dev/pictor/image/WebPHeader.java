package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;

/// What a WebP file tells before its pixels.
record WebPHeader(PictureHeader picture, boolean animated) {

  private static final int FIRST_CHUNK = 12;
  private static final int ANIMATED = 0x02;

  static WebPHeader read(byte[] bytes) {
    ByteView webp = ByteView.of(bytes, ByteOrder.LITTLE_ENDIAN);
    long body = FIRST_CHUNK + 8;
    if (webp.textAt(FIRST_CHUNK, "VP8X")) {
      boolean animated = (webp.u8(body) & ANIMATED) != 0;
      long width = webp.u24(body + 4) + 1L;
      long height = webp.u24(body + 7) + 1L;
      return new WebPHeader(header(width, height, orientation(webp)), animated);
    }
    if (webp.textAt(FIRST_CHUNK, "VP8L")) {
      long sides = webp.u32(body + 1);
      return new WebPHeader(header((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1, 1), false);
    }
    if (webp.textAt(FIRST_CHUNK, "VP8 ")) {
      int width = webp.u16(body + 6) & 0x3FFF;
      int height = webp.u16(body + 8) & 0x3FFF;
      return new WebPHeader(header(width, height, 1), false);
    }
    throw bytes.length < body
        ? ByteView.cutOff(bytes.length)
        : new InvalidRequest(
            PictureFormat.WEBP.broken(),
            "broken WebP: its first part is neither VP8, VP8L nor VP8X");
  }

  private static PictureHeader header(long width, long height, int orientation) {
    return HeaderReader.header(PictureFormat.WEBP, width, height, orientation);
  }

  private static int orientation(ByteView webp) {
    long chunk = FIRST_CHUNK;
    while (webp.has(chunk, 8)) {
      if (webp.textAt(chunk, "EXIF")) {
        ByteView exif = webp.from(chunk + 8, webp.order());
        // Some writers copy the prefix of JPEG's marker along.
        return TiffDirectory.orientationOf(
            exif.textAt(0, "Exif\0\0") ? exif.from(6, exif.order()) : exif);
      }
      long size = webp.u32(chunk + 4);
      chunk += 8 + size + (size & 1);
    }
    return 1;
  }
}
