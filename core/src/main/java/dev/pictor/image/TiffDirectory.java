package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/// The few entries of a TIFF directory that decoding needs, which is also how EXIF is written.
final class TiffDirectory {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int ORIENTATION = 274;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;

  private static final int ENTRY_BYTES = 12;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final ByteView tiff;
  private final long directory;

  private TiffDirectory(ByteView tiff, long directory) {
    this.tiff = tiff;
    this.directory = directory;
  }

  /// @param view starts at the byte order mark
  static TiffDirectory first(ByteView view) {
    ByteOrder order = view.textAt(0, "MM") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteView tiff = view.from(0, order);
    return new TiffDirectory(tiff, tiff.u32(4));
  }

  /// The value of a tag that holds one whole number.
  OptionalLong number(int tag) {
    int entries = tiff.u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (tiff.u16(entry) == tag) {
        return switch (tiff.u16(entry + 2)) {
          case SHORT -> OptionalLong.of(tiff.u16(entry + 8));
          case LONG -> OptionalLong.of(tiff.u32(entry + 8));
          default -> OptionalLong.empty();
        };
      }
    }
    return OptionalLong.empty();
  }

  /// 1 to 8; 1 when missing or nonsense.
  int orientation() {
    long value = number(ORIENTATION).orElse(1);
    return value >= 1 && value <= 8 ? (int) value : 1;
  }

  /// The orientation that EXIF names, 1 when the EXIF is damaged: a picture is worth more than its
  /// metadata.
  static int orientationOf(ByteView exif) {
    try {
      return exif.textAt(0, "II*\0") || exif.textAt(0, "MM\0*") ? first(exif).orientation() : 1;
    } catch (InvalidRequest damaged) {
      return 1;
    }
  }
}
