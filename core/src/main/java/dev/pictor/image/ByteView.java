package dev.pictor.image;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Numbers out of a part of a file, in one byte order; reading past the end of the file says so.
///
/// @param bytes the whole file
/// @param start where offset 0 is
/// @param end first byte that no longer belongs to the part, at most the file's length
@SuppressWarnings("ArrayRecordComponent") // never compared, lives as long as one call
record ByteView(byte[] bytes, int start, int end, ByteOrder order) {

  static ByteView of(byte[] bytes, ByteOrder order) {
    return new ByteView(bytes, 0, bytes.length, order);
  }

  ByteView from(long offset, ByteOrder newOrder) {
    return new ByteView(bytes, at(offset, 0), end, newOrder);
  }

  int length() {
    return end - start;
  }

  boolean has(long offset, long count) {
    return offset >= 0 && count >= 0 && offset + count <= length();
  }

  int u8(long offset) {
    return bytes[at(offset, 1)] & 0xFF;
  }

  int u16(long offset) {
    int i = at(offset, 2);
    int first = bytes[i] & 0xFF;
    int second = bytes[i + 1] & 0xFF;
    return order == ByteOrder.BIG_ENDIAN ? (first << 8) | second : (second << 8) | first;
  }

  int u24(long offset) {
    return order == ByteOrder.BIG_ENDIAN
        ? (u8(offset) << 16) | u16(offset + 1)
        : (u8(offset + 2) << 16) | u16(offset);
  }

  long u32(long offset) {
    long first = u16(offset);
    long second = u16(offset + 2);
    return order == ByteOrder.BIG_ENDIAN ? (first << 16) | second : (second << 16) | first;
  }

  boolean textAt(long offset, String latin) {
    if (!has(offset, latin.length())) {
      return false;
    }
    int i = at(offset, latin.length());
    return latin.equals(new String(bytes, i, latin.length(), StandardCharsets.ISO_8859_1));
  }

  private int at(long offset, int count) {
    if (!has(offset, count)) {
      throw cutOff(bytes.length);
    }
    return start + (int) offset;
  }

  static InvalidRequest cutOff(int length) {
    return new InvalidRequest(
        Diagnosis.of(ErrorCode.CUT_OFF).with("bytes", length),
        "the file ends too early: cut off after %,d bytes (copy or download it again)"
            .formatted(length));
  }
}
