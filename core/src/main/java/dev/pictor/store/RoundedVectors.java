package dev.pictor.store;

import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.MemorySegmentAccessInput;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/// The 8-bit vectors of a segment where they lie in memory. Immutable, thread-safe.
///
/// How it works: a rounded vector is written as `centre + lower + step * byte`, number by number,
/// and the error that rounding made along the centre is known exactly. So a vector of floats is
/// compared with a rounded one by a single sum of its products with the bytes. Only the stored
/// vector is rounded, and nothing is copied or unpacked before.
///
/// Layout of Lucene104ScalarQuantizedVectorsFormat for each vector: a byte for each number, then
/// `lower`, `upper` (of byte 255), the correction as float32 and the sum of the bytes,
/// little-endian. The correction is the inner product with the centre, or under Euclid the squared
/// distance from it.
final class RoundedVectors {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int TAIL = 3 * Float.BYTES + Integer.BYTES;
  private static final int MOST = 255;

  private final VectorSimilarityFunction similarity;
  private final MemorySegment bytes;
  private final int dimension;
  private final float[] centre;
  private final float centreSquare;

  private RoundedVectors(
      VectorSimilarityFunction similarity,
      MemorySegment bytes,
      int dimension,
      float[] centre,
      float centreSquare) {
    this.similarity = similarity;
    this.bytes = bytes;
    this.dimension = dimension;
    this.centre = centre;
    this.centreSquare = centreSquare;
  }

  /// Null when the vectors do not lie in one piece of memory.
  static @Nullable RoundedVectors of(
      QuantizedByteVectorValues values, VectorSimilarityFunction similarity) throws IOException {
    if (values.size() == 0
        || values.getScalarEncoding() != ScalarEncoding.UNSIGNED_BYTE
        || similarity == VectorSimilarityFunction.COSINE
        || !(values.getSlice() instanceof MemorySegmentAccessInput memory)) {
      return null;
    }
    long length = (long) values.size() * (values.dimension() + TAIL);
    MemorySegment bytes = memory.segmentSliceOrNull(0, length);
    return bytes == null
        ? null
        : new RoundedVectors(
            similarity, bytes, values.dimension(), values.getCentroid(), values.getCentroidDP());
  }

  /// Compares with one vector after the other. Used by one thread.
  Comparison comparison() {
    return new Comparison();
  }

  /// Scores as Lucene defines them.
  final class Comparison {

    private final float[] offset = new float[dimension]; // from the centre to the target
    private final long[] places = new long[4];
    private final float[] products = new float[4];
    private float sum; // of the offset
    private float constant; // what all scores share

    /// From now on everything is compared with `target`.
    void aim(float[] target) {
      sum = 0;
      for (int i = 0; i < dimension; i++) {
        offset[i] = target[i] - centre[i];
        sum += offset[i];
      }
      constant =
          similarity == VectorSimilarityFunction.EUCLIDEAN
              ? VectorKernels.dot(offset, offset)
              : VectorKernels.dot(target, centre) - centreSquare;
    }

    /// From now on everything is compared with a vector of these.
    void aim(int ordinal) {
      long place = place(ordinal);
      float lower = lower(place);
      float step = step(place);
      VectorKernels.expandUnsigned(bytes, place, lower, step, offset);
      sum = dimension * lower + step * byteSum(place);
      constant =
          similarity == VectorSimilarityFunction.EUCLIDEAN
              ? correction(place)
              : correction(place) - centreSquare;
    }

    float score(int ordinal) {
      long place = place(ordinal);
      return score(place, VectorKernels.dotUnsigned(offset, bytes, place));
    }

    /// Scores the first `count` ordinals.
    ///
    /// @return the best score
    float score(int[] ordinals, float[] scores, int count) {
      float best = Float.NEGATIVE_INFINITY;
      int i = 0;
      for (; i + places.length <= count; i += places.length) {
        for (int row = 0; row < places.length; row++) {
          places[row] = place(ordinals[i + row]);
        }
        VectorKernels.dotUnsigned(offset, bytes, places, products);
        for (int row = 0; row < places.length; row++) {
          scores[i + row] = score(places[row], products[row]);
          best = Math.max(best, scores[i + row]);
        }
      }
      for (; i < count; i++) {
        scores[i] = score(ordinals[i]);
        best = Math.max(best, scores[i]);
      }
      return best;
    }

    private float score(long place, float products) {
      float dot = lower(place) * sum + step(place) * products;
      return switch (similarity) {
        case EUCLIDEAN -> 1 / (1 + Math.max(0, constant + correction(place) - 2 * dot));
        case MAXIMUM_INNER_PRODUCT ->
            VectorUtil.scaleMaxInnerProductScore(dot + constant + correction(place));
        case DOT_PRODUCT, COSINE -> Math.max(0, (1 + dot + constant + correction(place)) / 2);
      };
    }
  }

  private long place(int ordinal) {
    return (long) ordinal * (dimension + TAIL);
  }

  private float lower(long place) {
    return bytes.get(FLOAT, place + dimension);
  }

  private float step(long place) {
    return (bytes.get(FLOAT, place + dimension + Float.BYTES) - lower(place)) / MOST;
  }

  private int byteSum(long place) {
    return bytes.get(INT, place + dimension + 3 * Float.BYTES);
  }

  private float correction(long place) {
    return bytes.get(FLOAT, place + dimension + 2 * Float.BYTES);
  }
}
