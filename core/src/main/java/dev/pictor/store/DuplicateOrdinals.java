package dev.pictor.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.FloatVectorValues;

/// Which vectors of a segment repeat an earlier one of it. Used by one thread.
///
/// The vectors may become more: each is looked at when it, or a later one, is first asked for.
final class DuplicateOrdinals {

  private final FloatVectorValues vectors;
  private final Map<Long, Integer> firstByHash = new HashMap<>();
  private final BitSet duplicates = new BitSet();
  private int known;

  DuplicateOrdinals(FloatVectorValues vectors) {
    this.vectors = vectors;
  }

  boolean contains(int ordinal) throws IOException {
    while (known <= ordinal) {
      learn(known++);
    }
    return duplicates.get(ordinal);
  }

  private void learn(int ordinal) throws IOException {
    float[] vector = vectors.vectorValue(ordinal);
    Integer first = firstByHash.putIfAbsent(hash(vector), ordinal);
    if (first != null) {
      float[] mine = vector.clone(); // the array is used again for the next vector
      duplicates.set(ordinal, Arrays.equals(mine, vectors.vectorValue(first)));
    }
  }

  /// The same for the same numbers, and hardly ever for others.
  static long hash(float[] vector) {
    long hash = vector.length;
    for (float value : vector) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
