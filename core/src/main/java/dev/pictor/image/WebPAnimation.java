package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The first frame of an animated WebP as a WebP file of its own. The canvas around it is black,
/// which is what its transparent pixels are without their alpha.
final class WebPAnimation {

  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int FEATURES = 10;
  private static final int ALPHA = 0x10;

  private WebPAnimation() {}

  static FirstFrame firstFrame(byte[] bytes) {
    ByteView webp = ByteView.of(bytes, ByteOrder.LITTLE_ENDIAN);
    long chunk = FILE_HEADER;
    while (!webp.textAt(chunk, "ANMF")) {
      if (!webp.has(chunk, CHUNK_HEADER)) {
        throw new InvalidRequest(
            PictureFormat.WEBP.broken(), "broken WebP: an animation without a frame");
      }
      long size = webp.u32(chunk + 4);
      chunk += CHUNK_HEADER + size + (size & 1);
    }
    ByteView frame = webp.from(chunk + CHUNK_HEADER, webp.order());
    long size = webp.u32(chunk + 4);
    if (!frame.has(0, size) || size < FRAME_HEADER) {
      throw ByteView.cutOff(bytes.length);
    }
    int left = 2 * frame.u24(0);
    int top = 2 * frame.u24(3);
    int width = frame.u24(6) + 1;
    int height = frame.u24(9) + 1;
    PictureHeader canvas = WebPHeader.read(bytes).picture();
    if (left > canvas.storedWidth() - width || top > canvas.storedHeight() - height) {
      throw new InvalidRequest(
          PictureFormat.WEBP.broken(),
          "broken WebP: a frame of %d x %d pixels at %d, %d (canvas: %d x %d)"
              .formatted(width, height, left, top, canvas.storedWidth(), canvas.storedHeight()));
    }
    byte[] still = still(frame, (int) size, width - 1, height - 1);
    return new FirstFrame(still, left, top, width, height, 0);
  }

  private static byte[] still(ByteView frame, int size, int lastX, int lastY) {
    int pixels = size - FRAME_HEADER;
    ByteBuffer file =
        ByteBuffer.allocate(FILE_HEADER + CHUNK_HEADER + FEATURES + pixels)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("RIFF")).putInt(file.capacity() - CHUNK_HEADER).put(latin("WEBP"));
    file.put(latin("VP8X")).putInt(FEATURES);
    file.putInt(frame.textAt(FRAME_HEADER, "ALPH") ? ALPHA : 0);
    put24(file, lastX);
    put24(file, lastY);
    return file.put(frame.bytes(), frame.start() + FRAME_HEADER, pixels).array();
  }

  private static void put24(ByteBuffer file, int value) {
    file.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
