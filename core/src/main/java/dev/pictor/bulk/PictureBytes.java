package dev.pictor.bulk;

import java.time.Instant;

/// The bytes of a picture as they were read, and since when they are so. The array is not to be
/// changed.
public final class PictureBytes {

  private final byte[] bytes;
  private final Instant modified;

  public PictureBytes(byte[] bytes, Instant modified) {
    this.bytes = bytes;
    this.modified = modified;
  }

  public byte[] bytes() {
    return bytes;
  }

  public Instant modified() {
    return modified;
  }
}
