package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/// Format, size and orientation out of the first bytes. Stateless.
final class HeaderReader {

  private static final int MOST_TILE_SIDE = 8192;

  private HeaderReader() {}

  static PictureHeader read(byte[] bytes, PictureFormat format) {
    return switch (format) {
      case JPEG -> JpegHeader.read(bytes).picture();
      case PNG -> png(ByteView.of(bytes, ByteOrder.BIG_ENDIAN));
      case GIF -> GifHeader.read(bytes).picture();
      case BMP -> bmp(ByteView.of(bytes, ByteOrder.LITTLE_ENDIAN));
      case WEBP -> WebPHeader.read(bytes).picture();
      case TIFF -> tiff(ByteView.of(bytes, ByteOrder.LITTLE_ENDIAN));
    };
  }

  /// A header of the stored size, turned upright.
  static PictureHeader header(PictureFormat format, long width, long height, int orientation) {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw new InvalidRequest(
          format.broken(),
          "broken %s header: %d x %d pixels (expected: at least 1 x 1)"
              .formatted(format, width, height));
    }
    return Orientation.swapsSides(orientation)
        ? new PictureHeader(format, (int) height, (int) width, orientation)
        : new PictureHeader(format, (int) width, (int) height, orientation);
  }

  private static PictureHeader png(ByteView png) {
    if (!png.textAt(12, "IHDR")) {
      throw new InvalidRequest(
          PictureFormat.PNG.broken(), "broken PNG: it does not start with its header (IHDR)");
    }
    return header(PictureFormat.PNG, png.u32(16), png.u32(20), pngOrientation(png));
  }

  private static int pngOrientation(ByteView png) {
    long chunk = 8;
    while (png.has(chunk, 8) && !png.textAt(chunk + 4, "IEND")) {
      if (png.textAt(chunk + 4, "eXIf")) {
        return TiffDirectory.orientationOf(png.from(chunk + 8, png.order()));
      }
      chunk += 12 + png.u32(chunk);
    }
    return 1;
  }

  private static PictureHeader bmp(ByteView bmp) {
    long headerBytes = bmp.u32(14);
    if (headerBytes == 12) {
      return header(PictureFormat.BMP, bmp.u16(18), bmp.u16(20), 1);
    }
    // A negative height says that the rows start at the top.
    return header(PictureFormat.BMP, signed(bmp.u32(18)), Math.abs(signed(bmp.u32(22))), 1);
  }

  private static long signed(long unsigned) {
    return unsigned << 32 >> 32;
  }

  private static PictureHeader tiff(ByteView tiff) {
    TiffDirectory directory = TiffDirectory.first(tiff);
    OptionalLong width = directory.number(TiffDirectory.WIDTH);
    OptionalLong height = directory.number(TiffDirectory.HEIGHT);
    refuseLargeTiles(directory);
    return header(PictureFormat.TIFF, width.orElse(0), height.orElse(0), directory.orientation());
  }

  /// A tile is decoded whole, whatever the size of the picture.
  private static void refuseLargeTiles(TiffDirectory directory) {
    long width = directory.number(TiffDirectory.TILE_WIDTH).orElse(1);
    long height = directory.number(TiffDirectory.TILE_HEIGHT).orElse(1);
    if (width > MOST_TILE_SIDE || height > MOST_TILE_SIDE) {
      throw new InvalidRequest(
          PictureFormat.TIFF.broken(),
          "broken TIFF: tiles of %d x %d pixels (at most %d on a side)"
              .formatted(width, height, MOST_TILE_SIDE));
    }
  }
}
