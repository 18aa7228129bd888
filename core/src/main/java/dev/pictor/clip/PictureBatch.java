package dev.pictor.clip;

import dev.pictor.image.Picture;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// Room in native memory for the pictures of one run, used again for the next. Belongs to the
/// thread that made it.
final class PictureBatch implements AutoCloseable {

  private final Arena arena = Arena.ofConfined();
  private final Preprocessor preprocessor;
  private final int capacity;
  private final FloatBuffer pixels; // [capacity, 3, size, size]

  PictureBatch(Preprocessor preprocessor, int capacity) {
    this.preprocessor = preprocessor;
    this.capacity = capacity;
    long bytes = (long) capacity * preprocessor.length() * Float.BYTES;
    this.pixels =
        arena.allocate(bytes, 64).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  int capacity() {
    return capacity;
  }

  /// Puts a picture of the tower's size at place `slot`, 0 to `capacity - 1`.
  void put(int slot, Picture square) {
    preprocessor.write(square, pixels, slot * preprocessor.length());
  }

  /// The floats of `count` pictures from `first` on; shares memory with this batch.
  FloatBuffer slice(int first, int count) {
    return pixels.slice(first * preprocessor.length(), count * preprocessor.length());
  }

  @Override
  public void close() {
    arena.close();
  }
}
