package dev.pictor.server;

import io.helidon.common.buffers.DataReader;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// What a connection of HTTP/2 sends, with the header blocks of its requests made [HeaderBlock]s.
/// Reads no further than it is asked to. For one thread.
final class HeaderFrames implements Supplier<byte[]> {

  private static final int PREFACE = 24;
  private static final int HEAD = 9;
  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int HEADERS = 1;
  private static final int PADDED = 0x8;
  private static final int WITH_PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;
  private static final int LARGEST_FRAME = 1 << 14; // larger ones were not offered to the client

  private final DataReader in;
  private int passing = PREFACE;

  HeaderFrames(DataReader in) {
    this.in = in;
  }

  @Override
  public byte[] get() {
    if (passing > 0) {
      in.ensureAvailable();
      byte[] passed = in.readBytes(Math.min(passing, in.available()));
      passing -= passed.length;
      return passed;
    }
    byte[] head = in.readBytes(HEAD);
    int length = ByteBuffer.wrap(head).getInt() >>> Byte.SIZE;
    if (head[TYPE] != HEADERS || length == 0 || length > LARGEST_FRAME) {
      passing = length;
      return head;
    }
    return headers(head, in.readBytes(length));
  }

  private static byte[] headers(byte[] head, byte[] payload) {
    boolean padded = (head[FLAGS] & PADDED) != 0;
    boolean prioritised = (head[FLAGS] & WITH_PRIORITY) != 0;
    int before = (padded ? 1 : 0) + (prioritised ? PRIORITY_BYTES : 0);
    int after = padded ? payload[0] & 0xff : 0;
    int size = payload.length - before - after;
    if (size < 0) {
      return ByteBuffer.allocate(HEAD + payload.length).put(head).put(payload).array();
    }
    byte[] block = HeaderBlock.numbered(ByteBuffer.wrap(payload, before, size));
    int length = before + block.length + after;
    return ByteBuffer.allocate(HEAD + length)
        .put((byte) (length >> Short.SIZE))
        .putShort((short) length)
        .put(head, TYPE, HEAD - TYPE)
        .put(payload, 0, before)
        .put(block)
        .put(payload, payload.length - after, after)
        .array();
  }
}
