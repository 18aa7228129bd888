package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;

/// What a GIF tells before the pixels of its first frame. The canvas grows to hold that frame, and
/// what it leaves free has the colour of its transparent index, else of index 0: so Pillow shows
/// it.
record GifHeader(PictureHeader picture, int left, int top, int width, int height, int background) {

  private static final int SCREEN_END = 13;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int IMAGE = 0x2C;

  static GifHeader read(byte[] bytes) {
    ByteView gif = ByteView.of(bytes, ByteOrder.LITTLE_ENDIAN);
    long at = (long) SCREEN_END + tableBytes(gif.u8(10));
    int transparent = 0;
    while (gif.u8(at) == EXTENSION) {
      if (gif.u8(at + 1) == GRAPHIC_CONTROL && (gif.u8(at + 3) & 1) != 0) {
        transparent = gif.u8(at + 6);
      }
      at += 2;
      while (gif.u8(at) != 0) {
        at += 1 + gif.u8(at);
      }
      at++;
    }
    if (gif.u8(at) != IMAGE) {
      throw new InvalidRequest(
          PictureFormat.GIF.broken(), "broken GIF: no picture follows its header");
    }
    return at(gif, at + 1, transparent);
  }

  private static GifHeader at(ByteView gif, long descriptor, int transparent) {
    int left = gif.u16(descriptor);
    int top = gif.u16(descriptor + 2);
    int width = gif.u16(descriptor + 4);
    int height = gif.u16(descriptor + 6);
    if (width == 0 || height == 0) {
      throw new InvalidRequest(
          PictureFormat.GIF.broken(),
          "broken GIF: a first frame of %d x %d pixels".formatted(width, height));
    }
    int canvasWidth = Math.max(gif.u16(6), left + width);
    int canvasHeight = Math.max(gif.u16(8), top + height);
    return new GifHeader(
        HeaderReader.header(PictureFormat.GIF, canvasWidth, canvasHeight, 1),
        left,
        top,
        width,
        height,
        colour(gif, descriptor + 8, transparent));
  }

  FirstFrame frame(byte[] file) {
    return new FirstFrame(file, left, top, width, height, background);
  }

  /// Of the frame's own table of colours, else of the file's; black when it has none.
  private static int colour(ByteView gif, long flags, int index) {
    boolean own = tableBytes(gif.u8(flags)) > 0;
    long table = own ? flags + 1 : SCREEN_END;
    if (index * 3 >= tableBytes(gif.u8(own ? flags : 10))) {
      return 0;
    }
    long entry = table + index * 3L;
    return gif.u8(entry) << 16 | gif.u8(entry + 1) << 8 | gif.u8(entry + 2);
  }

  private static int tableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }
}
