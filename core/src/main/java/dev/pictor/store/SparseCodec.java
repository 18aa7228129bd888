package dev.pictor.store;

import dev.pictor.vector.SparseVector;
import dev.pictor.vector.SparseWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.lucene.util.BytesRef;

/// A sparse vector as bytes and back, bit for bit: for each entry 4 bytes of its index, then for
/// each 4 bytes of its value, big-endian.
public final class SparseCodec {

  private static final int ENTRY = Integer.BYTES + Float.BYTES;

  private SparseCodec() {}

  public static byte[] encode(SparseVector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.size() * ENTRY);
    for (int i = 0; i < vector.size(); i++) {
      bytes.putInt(vector.index(i));
    }
    for (int i = 0; i < vector.size(); i++) {
      bytes.putFloat(vector.value(i));
    }
    return bytes.array();
  }

  public static SparseVector decode(BytesRef bytes) throws IOException {
    int size = bytes.length / ENTRY;
    if (size * ENTRY != bytes.length) {
      throw new IOException(
          "sparse vector: %d bytes (expected: eight an entry)".formatted(bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    int[] indices = new int[size];
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      indices[i] = in.getInt();
    }
    for (int i = 0; i < size; i++) {
      values[i] = in.getFloat();
    }
    return SparseVector.copyOf(indices, values);
  }

  /// Inner product with a vector of these bytes.
  static float dot(SparseWeights weights, BytesRef bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    int values = bytes.offset + bytes.length / 2;
    double sum = 0;
    for (int at = bytes.offset; at < values; at += Integer.BYTES) {
      float weight = weights.at(in.getInt(at));
      sum += (double) weight * in.getFloat(at + bytes.length / 2);
    }
    return (float) sum;
  }
}
