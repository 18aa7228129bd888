package dev.pictor.store;

import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;

/// The vectors of one segment in a bit a number, from which nearness is estimated: a thirtieth of
/// the memory to read. Immutable, thread-safe.
///
/// How it works: a vector is taken from the centre of its segment; the bits are the signs of what
/// is left, the *code*. Of all vectors with this code, the sum of a query's numbers by these signs,
/// times a factor known for each vector, errs to no side. The query's numbers are rounded to 4
/// bits, so that the sum counts bits. After "RaBitQ" (<https://arxiv.org/abs/2405.12497>), without
/// its random rotation: how far estimates are off is measured instead, with each query
/// ([NearestSearch]).
///
/// | here | paper |
/// |---|---|
/// | `offset` from the centre | `o_r - c` |
/// | `factor` | `‖o_r - c‖ / (⟨ō, o⟩ √D)` |
final class BinaryCodes {

  private static final int QUERY_BITS = 4;
  private static final int QUERY_MOST = (1 << QUERY_BITS) - 1;
  private static final int TERMS = 3;

  private final Similarity similarity;
  private final float[] centre; // [dimension]
  private final int words; // of a code
  private final long[] codes; // [vectors][words]
  private final float[] terms; // [vectors][TERMS]: factor, factor * (ones - zeros), summand

  private BinaryCodes(
      Similarity similarity, float[] centre, int words, long[] codes, float[] terms) {
    this.similarity = similarity;
    this.centre = centre;
    this.words = words;
    this.codes = codes;
    this.terms = terms;
  }

  /// Reads all vectors once.
  static BinaryCodes of(FloatVectorValues vectors, SegmentCentre centre, Similarity similarity)
      throws IOException {
    int words = words(vectors.dimension());
    BinaryCodes made =
        new BinaryCodes(
            similarity,
            centre.mean(),
            words,
            new long[vectors.size() * words],
            new float[vectors.size() * TERMS]);
    for (int ordinal = 0; ordinal < vectors.size(); ordinal++) {
      made.encode(ordinal, vectors.vectorValue(ordinal));
    }
    return made;
  }

  /// Bytes of heap that the codes of so many vectors take.
  static long bytes(int vectors, int dimension) {
    return (long) vectors * (words(dimension) * Long.BYTES + TERMS * Float.BYTES);
  }

  private static int words(int dimension) {
    return (dimension + Long.SIZE - 1) / Long.SIZE;
  }

  private void encode(int ordinal, float[] vector) {
    float square = 0;
    float along = 0; // inner product with the centre
    float sum = 0; // of the absolute values
    int ones = 0;
    for (int i = 0; i < vector.length; i++) {
      float offset = vector[i] - centre[i];
      square += offset * offset;
      along += offset * centre[i];
      sum += Math.abs(offset);
      if (offset > 0) {
        codes[ordinal * words + i / Long.SIZE] |= 1L << i;
        ones++;
      }
    }
    float factor = sum == 0 ? 0 : square / sum;
    terms[ordinal * TERMS] = factor;
    terms[ordinal * TERMS + 1] = factor * (2 * ones - vector.length);
    terms[ordinal * TERMS + 2] =
        switch (similarity) {
          case COSINE, DOT_PRODUCT -> along;
          case EUCLIDEAN -> -square;
        };
  }

  /// Estimates for one query.
  ///
  /// @param target of the dimension of the vectors
  Estimates estimates(float[] target) {
    return new Estimates(target);
  }

  /// How near vectors are to a query, but for what is the same for all; higher is nearer, as in
  /// [NearestSearch]. Immutable, thread-safe.
  final class Estimates {

    private final long[] planes = new long[QUERY_BITS * words]; // [QUERY_BITS][words]
    private final float lowest;
    private final float step;
    private final int sum; // of the query's numbers in steps
    private final int weight = similarity == Similarity.EUCLIDEAN ? 2 : 1;

    private Estimates(float[] target) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < target.length; i++) {
        least = Math.min(least, target[i] - centre[i]);
        most = Math.max(most, target[i] - centre[i]);
      }
      this.lowest = least;
      this.step = (most - least) / QUERY_MOST;
      this.sum = fillPlanes(target);
    }

    private int fillPlanes(float[] target) {
      int all = 0;
      for (int i = 0; step > 0 && i < target.length; i++) {
        int steps = Math.round((target[i] - centre[i] - lowest) / step);
        all += steps;
        for (int bit = 0; bit < QUERY_BITS; bit++) {
          planes[bit * words + i / Long.SIZE] |= (steps >> bit & 1L) << i;
        }
      }
      return all;
    }

    float of(int ordinal) {
      int bits = VectorKernels.dotBits(planes, codes, ordinal * words, words);
      int term = ordinal * TERMS;
      float product = terms[term] * step * (2 * bits - sum) + terms[term + 1] * lowest;
      return weight * product + terms[term + 2];
    }
  }
}
