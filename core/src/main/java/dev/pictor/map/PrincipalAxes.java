package dev.pictor.map;

import dev.pictor.vector.VectorKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The directions in which vectors differ most (principal component analysis, Pearson 1901).
///
/// How it works: of the centred vectors `x` the covariance `C = mean(x xᵀ)` is never written down;
/// only its products with a few directions `q` are needed, `C q = mean((x·q) x)`. Orthogonal
/// iteration multiplies a block of them by `C`, makes them orthogonal again, and takes from the
/// space they span the eigenvectors of `C` in it (Rayleigh and Ritz), until the first two no longer
/// change. A few more directions than are wanted make that fast. For two axes of vectors of many
/// numbers this is a hundredth of the work of a full decomposition.
final class PrincipalAxes {

  static final int AXES = 2;
  private static final int BLOCK = 8;
  private static final int MOST_STEPS = 100;
  private static final double STEADY = 1e-6;

  private final float[] mean;
  private final float[][] axes; // [AXES][dimension], of length 1, or 0 where nothing is left
  private final List<Double> explained;

  private PrincipalAxes(float[] mean, float[][] axes, List<Double> explained) {
    this.mean = mean;
    this.axes = axes;
    this.explained = List.copyOf(explained);
  }

  /// @param vectors at least one, all of one dimension
  static PrincipalAxes of(List<float[]> vectors, long seed) {
    float[] mean = mean(vectors);
    List<float[]> centred = new ArrayList<>();
    double variance = 0;
    for (float[] vector : vectors) {
      float[] moved = less(vector, mean);
      variance += VectorKernels.dot(moved, moved) / vectors.size();
      centred.add(moved);
    }
    double[][] directions = random(mean.length, seed);
    double[] values = new double[directions.length];
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] before = values;
      directions = orthonormal(directions);
      double[][] products = times(centred, directions);
      Ritz ritz = Ritz.of(directions, products);
      values = ritz.values();
      // The products, turned the same way, are one step farther than the directions.
      directions = ritz.turned(products);
      if (steady(before, values)) {
        break;
      }
    }
    return ordered(mean, orthonormal(directions), values, variance);
  }

  private static PrincipalAxes ordered(
      float[] mean, double[][] directions, double[] values, double variance) {
    float[][] axes = new float[AXES][mean.length];
    List<Double> explained = new ArrayList<>();
    for (int axis = 0; axis < AXES; axis++) {
      boolean any = axis < directions.length && variance > 0 && values[axis] > 1e-9 * variance;
      if (any) {
        axes[axis] = signed(directions[axis]);
      }
      explained.add(any ? Math.min(1, values[axis] / variance) : 0.0);
    }
    return new PrincipalAxes(mean, axes, explained);
  }

  /// The share of the variance that each axis has, in [0, 1], falling.
  List<Double> explained() {
    return explained;
  }

  /// Where a vector lies on the axes.
  double[] project(float[] vector) {
    float[] moved = less(vector, mean);
    double[] place = new double[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      place[axis] = VectorKernels.dot(moved, axes[axis]);
    }
    return place;
  }

  private static float[] mean(List<float[]> vectors) {
    double[] sum = new double[vectors.getFirst().length];
    for (float[] vector : vectors) {
      add(sum, 1, vector);
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / vectors.size());
    }
    return mean;
  }

  private static float[] less(float[] vector, float[] mean) {
    float[] moved = new float[vector.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = vector[i] - mean[i];
    }
    return moved;
  }

  private static double[][] random(int dimension, long seed) {
    Random random = new Random(seed);
    double[][] directions = new double[Math.min(BLOCK, dimension)][dimension];
    for (double[] direction : directions) {
      for (int i = 0; i < dimension; i++) {
        direction[i] = random.nextGaussian();
      }
    }
    return directions;
  }

  /// Gram and Schmidt's way, twice, for the digits that the first time loses. What depends on those
  /// before it becomes 0.
  private static double[][] orthonormal(double[][] directions) {
    for (int i = 0; i < directions.length; i++) {
      double length = Math.sqrt(dot(directions[i], directions[i]));
      for (int twice = 0; twice < 2; twice++) {
        for (int j = 0; j < i; j++) {
          add(directions[i], -dot(directions[i], directions[j]), directions[j]);
        }
      }
      double left = Math.sqrt(dot(directions[i], directions[i]));
      double factor = left > 1e-10 * length ? 1 / left : 0;
      for (int k = 0; k < directions[i].length; k++) {
        directions[i][k] *= factor;
      }
    }
    return directions;
  }

  private static double[][] times(List<float[]> centred, double[][] directions) {
    double[][] products = new double[directions.length][directions[0].length];
    float[][] rounded = new float[directions.length][];
    for (int i = 0; i < directions.length; i++) {
      rounded[i] = floats(directions[i]);
    }
    // Each vector comes from memory once for all directions.
    for (float[] each : centred) {
      for (int i = 0; i < directions.length; i++) {
        add(products[i], VectorKernels.dot(each, rounded[i]) / (double) centred.size(), each);
      }
    }
    return products;
  }

  private static boolean steady(double[] before, double[] values) {
    for (int axis = 0; axis < Math.min(AXES, values.length); axis++) {
      if (Math.abs(values[axis] - before[axis]) > STEADY * Math.abs(values[axis])) {
        return false;
      }
    }
    return true;
  }

  /// The largest number is positive, so that a map does not turn over when a record is added.
  private static float[] signed(double[] direction) {
    int largest = 0;
    for (int i = 1; i < direction.length; i++) {
      if (Math.abs(direction[i]) > Math.abs(direction[largest])) {
        largest = i;
      }
    }
    float[] axis = floats(direction);
    for (int i = 0; i < axis.length && direction[largest] < 0; i++) {
      axis[i] = -axis[i];
    }
    return axis;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] sum, double factor, float[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * values[i];
    }
  }

  static void add(double[] sum, double factor, double[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * values[i];
    }
  }
}
