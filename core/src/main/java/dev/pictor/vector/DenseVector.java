package dev.pictor.vector;

import dev.pictor.error.InvalidRequest;
import java.util.Arrays;

/// An immutable vector of float32, kept and echoed bit for bit. Thread-safe.
public final class DenseVector {

  private static final float SMALLEST_EXACT = 1e-20f;

  private final float[] values;

  private DenseVector(float[] values) {
    this.values = values;
  }

  /// Copies `values`; at least one, all finite.
  ///
  /// @throws InvalidRequest naming the first value that is not finite
  public static DenseVector copyOf(float... values) {
    return checked(values.clone());
  }

  /// Takes over `values` without a copy; the caller must not change it afterwards.
  public static DenseVector wrap(float[] values) {
    return checked(values);
  }

  private static DenseVector checked(float[] values) {
    if (values.length == 0) {
      throw new InvalidRequest("vector: empty (expected: at least one number)");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new InvalidRequest(
            "vector[" + i + "]: " + values[i] + " (expected: a finite number)");
      }
    }
    return new DenseVector(values);
  }

  public int dimension() {
    return values.length;
  }

  public float get(int index) {
    return values[index];
  }

  /// A copy of the numbers.
  public float[] toArray() {
    return values.clone();
  }

  /// The numbers themselves, for kernels; not to be changed.
  public float[] shared() {
    return values;
  }

  /// Euclidean length.
  public double norm() {
    float squares = VectorKernels.dot(values, values);
    return squares > SMALLEST_EXACT && squares < Float.POSITIVE_INFINITY
        ? Math.sqrt(squares)
        : normInDouble();
  }

  // Squares of very large and very small numbers leave the range of float32.
  private double normInDouble() {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /// The sum, number by number.
  ///
  /// @param other of the same dimension
  /// @throws InvalidRequest when a sum leaves the range of float32
  public DenseVector plus(DenseVector other) {
    float[] sum = new float[values.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = values[i] + other.values[i];
    }
    return checked(sum);
  }

  /// Each number times `factor`.
  ///
  /// @throws InvalidRequest when a product leaves the range of float32
  public DenseVector times(double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * values[i]);
    }
    return checked(scaled);
  }

  /// This vector scaled to length 1; itself when its length is 0.
  public DenseVector normalized() {
    double norm = norm();
    if (norm == 0) {
      return this;
    }
    float[] unit = new float[values.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (values[i] / norm);
    }
    return new DenseVector(unit);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DenseVector that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "DenseVector[" + values.length + "]";
  }
}
