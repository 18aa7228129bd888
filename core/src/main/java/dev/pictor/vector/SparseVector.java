package dev.pictor.vector;

import dev.pictor.error.InvalidRequest;
import java.util.Arrays;

/// An immutable vector whose numbers are zero but for a few, kept and echoed bit for bit and in the
/// client's order. Thread-safe.
///
/// Indices are unsigned 32-bit numbers, each there once; values are finite.
public final class SparseVector {

  /// The most numbers that a sparse vector may have.
  public static final int MAX_ENTRIES = 2048;

  private final int[] indices; // unsigned, in the client's order
  private final float[] values; // of the index at the same place

  private SparseVector(int[] indices, float[] values) {
    this.indices = indices;
    this.values = values;
  }

  /// Copies both.
  ///
  /// @param indices unsigned
  /// @throws InvalidRequest when they are no sparse vector, naming what is wrong
  public static SparseVector copyOf(int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw new InvalidRequest(
          "sparse vector: %d indices and %d values (expected: as many of both)"
              .formatted(indices.length, values.length));
    }
    if (indices.length == 0 || indices.length > MAX_ENTRIES) {
      throw new InvalidRequest(
          "sparse vector: %d values (expected: 1 to %d)".formatted(indices.length, MAX_ENTRIES));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new InvalidRequest(
            "sparse vector: value %s at index %s (expected: a finite number)"
                .formatted(values[i], Integer.toUnsignedString(indices[i])));
      }
    }
    SparseVector copy = new SparseVector(indices.clone(), values.clone());
    copy.requireDistinct();
    return copy;
  }

  private void requireDistinct() {
    int[] sorted = indices.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new InvalidRequest(
            "sparse vector: index %s is there twice (expected: once)"
                .formatted(Integer.toUnsignedString(sorted[i])));
      }
    }
  }

  /// How many numbers it has.
  public int size() {
    return indices.length;
  }

  /// The unsigned index of entry `place`, 0 ≤ `place` < [#size].
  public int index(int place) {
    return indices[place];
  }

  /// The value of entry `place`.
  public float value(int place) {
    return values[place];
  }

  /// Euclidean length.
  public double norm() {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /// A copy of the unsigned indices.
  public int[] indices() {
    return indices.clone();
  }

  /// A copy of the values.
  public float[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseVector that
        && Arrays.equals(indices, that.indices)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(indices) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "SparseVector[" + indices.length + "]";
  }
}
