package dev.pictor.benchmarks;

import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files that `benchmarks/vectors/dataset.py` writes.
record VectorFiles(Path folder) {

  static final int DIMENSION = 512;
  static final int TOP = 10;

  /// Rows of one file of vectors.
  record Rows(FloatBuffer values) {

    int count() {
      return values.capacity() / DIMENSION;
    }

    DenseVector row(int number) {
      float[] row = new float[DIMENSION];
      values.get(number * DIMENSION, row);
      return DenseVector.wrap(row);
    }
  }

  Rows rows(String name) throws IOException {
    return new Rows(map(name + ".f32").asFloatBuffer());
  }

  /// [queries, TOP] row numbers, nearest first.
  IntBuffer truth(String name) throws IOException {
    return map("truth-" + name + ".i32").asIntBuffer();
  }

  byte[] groups() throws IOException {
    return Files.readAllBytes(folder.resolve("groups.u8"));
  }

  private MappedByteBuffer map(String name) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name))) {
      MappedByteBuffer bytes = file.map(MapMode.READ_ONLY, 0, file.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      return bytes;
    }
  }
}
