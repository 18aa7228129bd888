package dev.pictor.vector;

import java.util.Arrays;

/// A sparse vector made ready to be multiplied with many others. Immutable, thread-safe.
///
/// How it works: the entries lie sorted by index, so that each entry of another vector finds its
/// partner by bisection; a product costs the other's entries times the logarithm of the own ones.
/// Sums are taken in double, in the order of the other's entries, so that a score does not depend
/// on how the query was written.
public final class SparseWeights {

  private final int[] indices; // ascending as signed numbers
  private final float[] values;

  private SparseWeights(int[] indices, float[] values) {
    this.indices = indices;
    this.values = values;
  }

  public static SparseWeights of(SparseVector vector) {
    long[] packed = new long[vector.size()];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (long) vector.index(i) << Integer.SIZE | i;
    }
    Arrays.sort(packed);
    int[] indices = new int[packed.length];
    float[] values = new float[packed.length];
    for (int i = 0; i < packed.length; i++) {
      indices[i] = (int) (packed[i] >> Integer.SIZE);
      values[i] = vector.value((int) packed[i]);
    }
    return new SparseWeights(indices, values);
  }

  /// The value at `index`, 0 where there is none.
  public float at(int index) {
    int place = Arrays.binarySearch(indices, index);
    return place < 0 ? 0 : values[place];
  }

  /// Inner product over the common indices.
  public float dot(SparseVector other) {
    double sum = 0;
    for (int i = 0; i < other.size(); i++) {
      sum += (double) at(other.index(i)) * other.value(i);
    }
    return (float) sum;
  }
}
