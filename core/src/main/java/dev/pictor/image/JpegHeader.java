package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;

/// What a JPEG tells before its pixels.
///
/// @param components colour channels of the stored pixels: 1 grey, 3 colour, 4 CMYK
/// @param frameAt where the picture itself begins, behind thumbnails and other additions
/// @param adobeTransform of the Adobe marker, -1 when there is none
record JpegHeader(
    PictureHeader picture, int components, int frameAt, boolean progressive, int adobeTransform) {

  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int MOST_SCANS = 500;

  static JpegHeader read(byte[] bytes) {
    ByteView jpeg = ByteView.of(bytes, ByteOrder.BIG_ENDIAN);
    int orientation = 0;
    int adobeTransform = -1;
    long at = 2;
    while (true) {
      at = skipFill(jpeg, at);
      int marker = jpeg.u8(at);
      long body = at + 3;
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        throw new InvalidRequest(
            PictureFormat.JPEG.broken(), "broken JPEG: the size of the picture is missing");
      }
      if (isFrame(marker)) {
        PictureHeader picture =
            HeaderReader.header(
                PictureFormat.JPEG,
                jpeg.u16(body + 3),
                jpeg.u16(body + 1),
                Math.max(orientation, 1));
        return new JpegHeader(
            picture, jpeg.u8(body + 5), (int) at, isProgressive(marker), adobeTransform);
      }
      if (marker == APP1 && orientation == 0 && jpeg.textAt(body, "Exif\0\0")) {
        orientation = TiffDirectory.orientationOf(jpeg.from(body + 6, jpeg.order()));
      } else if (marker == APP14 && jpeg.textAt(body, "Adobe")) {
        adobeTransform = jpeg.u8(body + 11);
      }
      at += isBare(marker) ? 1 : 1 + Math.max(jpeg.u16(at + 1), 2);
    }
  }

  /// The same JPEG without the segments that ICC profiles are kept in.
  static byte[] withoutProfile(byte[] bytes) {
    ByteView jpeg = ByteView.of(bytes, ByteOrder.BIG_ENDIAN);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    out.write(bytes, 0, 2);
    long at = skipFill(jpeg, 2);
    while (jpeg.u8(at) != START_OF_SCAN && jpeg.u8(at) != END_OF_IMAGE) {
      int marker = jpeg.u8(at);
      int length = isBare(marker) ? 0 : Math.max(jpeg.u16(at + 1), 2);
      if (marker != APP2 && jpeg.has(at - 1, length + 2L)) {
        out.write(bytes, (int) at - 1, length + 2);
      }
      at = skipFill(jpeg, at + 1 + length);
    }
    out.write(bytes, (int) at - 1, bytes.length - (int) at + 1);
    return out.toByteArray();
  }

  boolean cmyk() {
    return components == 4;
  }

  /// The position of the next marker's code: decoders skip stray bytes before its 0xFF.
  private static long skipFill(ByteView jpeg, long from) {
    long at = from;
    while (jpeg.u8(at) != 0xFF) {
      at++;
    }
    while (jpeg.u8(at) == 0xFF) {
      at++;
    }
    return at;
  }

  /// Each scan of a progressive picture is a pass over all of its pixels, which a few bytes ask
  /// for.
  ///
  /// @throws InvalidRequest when there are more than any encoder writes
  void checkScans(byte[] bytes) {
    int scans = 0;
    for (int i = frameAt; progressive && i < bytes.length - 1; i++) {
      if (isMarker(bytes, i, START_OF_SCAN)) {
        scans++;
      }
    }
    if (scans > MOST_SCANS) {
      throw new InvalidRequest(
          PictureFormat.JPEG.broken(),
          "refused JPEG: %,d scans of a progressive picture (at most %d)"
              .formatted(scans, MOST_SCANS));
    }
  }

  /// Whether the picture's end is there; other data may follow it.
  boolean isComplete(byte[] bytes) {
    for (int i = bytes.length - 2; i > frameAt; i--) {
      if (isMarker(bytes, i, END_OF_IMAGE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMarker(byte[] bytes, int at, int code) {
    return bytes[at] == (byte) 0xFF && bytes[at + 1] == (byte) code;
  }

  private static boolean isProgressive(int marker) {
    return marker == 0xC2 || marker == 0xC6 || marker == 0xCA || marker == 0xCE;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /// Markers without a length: 0, TEM, restarts and the start of the image.
  private static boolean isBare(int marker) {
    return marker <= 1 || (marker >= 0xD0 && marker <= 0xD8);
  }
}
