package dev.pictor.benchmarks;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files that `benchmarks/vectors/dataset.py` writes.
record VectorFiles(Path folder) {

  static final int DIMENSION = 512;
  static final int TOP = 10;

  /// Names of the flags in `groups.u8`, from the lowest bit on.
  static final List<String> FLAGS = List.of("tenth", "hundredth", "thousandth", "elsewhere");

  // Sums of products differ in their last bits.
  private static final float ROUNDING = 1e-6f;

  /// Rows of one file of vectors.
  record Rows(FloatBuffer values) {

    int count() {
      return values.capacity() / DIMENSION;
    }

    float[] values(int number) {
      float[] row = new float[DIMENSION];
      values.get(number * DIMENSION, row);
      return row;
    }

    DenseVector row(int number) {
      return DenseVector.wrap(values(number));
    }

    /// Records of rows without metadata.
    List<VectorRecord> records(String prefix, int from, int count) {
      List<VectorRecord> records = new ArrayList<>(count);
      for (int row = from; row < from + count; row++) {
        records.add(new VectorRecord(prefix + row, row(row), Metadata.empty()));
      }
      return records;
    }
  }

  /// For each query the cosine of its tenth nearest row.
  record Floors(FloatBuffer cosines) {

    /// Whether a row of this cosine is among the ten nearest, or as near as they.
    boolean isRight(int query, double cosine) {
      return cosine >= cosines.get(query) - ROUNDING;
    }
  }

  Rows rows(String name) throws IOException {
    return new Rows(map(name + ".f32").asFloatBuffer());
  }

  Floors floors(String name) throws IOException {
    return new Floors(map("floor-" + name + ".f32").asFloatBuffer());
  }

  byte[] groups() throws IOException {
    return Files.readAllBytes(folder.resolve("groups.u8"));
  }

  static Metadata metadata(byte groups) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    for (int bit = 0; bit < FLAGS.size(); bit++) {
      fields.put(FLAGS.get(bit), new MetadataValue.Flag((groups >> bit & 1) == 1));
    }
    return Metadata.copyOf(fields);
  }

  private MappedByteBuffer map(String name) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name))) {
      MappedByteBuffer bytes = file.map(MapMode.READ_ONLY, 0, file.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      return bytes;
    }
  }
}
