package dev.pictor.map;

import java.util.Comparator;
import java.util.stream.IntStream;

/// What a matrix does within the space of a few orthonormal directions: its eigenvalues there, and
/// how the directions combine to its eigenvectors. The small symmetric matrix of it is made
/// diagonal by rotations of two directions at a time (Jacobi 1846).
final class Ritz {

  private static final int MOST_SWEEPS = 50;

  private final double[][] matrix;
  private final double[][] turns; // [direction][eigenvector]
  private final int[] order;

  private Ritz(double[][] matrix) {
    this.matrix = matrix;
    this.turns = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      turns[i][i] = 1;
    }
    boolean changed = true;
    for (int i = 0; i < MOST_SWEEPS && changed; i++) {
      changed = sweep();
    }
    this.order =
        IntStream.range(0, matrix.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -matrix[i][i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /// @param directions orthonormal
  /// @param products the matrix times each of them
  static Ritz of(double[][] directions, double[][] products) {
    int size = directions.length;
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = PrincipalAxes.dot(directions[i], products[j]);
        matrix[j][i] = matrix[i][j];
      }
    }
    return new Ritz(matrix);
  }

  /// Eigenvalues, falling.
  double[] values() {
    double[] values = new double[order.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix[order[i]][order[i]];
    }
    return values;
  }

  /// The combinations of `vectors` that belong to [#values].
  double[][] turned(double[][] vectors) {
    double[][] turned = new double[vectors.length][vectors[0].length];
    for (int i = 0; i < turned.length; i++) {
      for (int j = 0; j < vectors.length; j++) {
        PrincipalAxes.add(turned[i], turns[j][order[i]], vectors[j]);
      }
    }
    return turned;
  }

  /// Goes over all pairs.
  private boolean sweep() {
    boolean changed = false;
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        double scale = Math.abs(matrix[i][i]) + Math.abs(matrix[j][j]);
        if (Math.abs(matrix[i][j]) > 1e-14 * scale) {
          rotate(i, j);
          changed = true;
        }
      }
    }
    return changed;
  }

  private void rotate(int i, int j) {
    double angle = Math.atan2(2 * matrix[i][j], matrix[j][j] - matrix[i][i]) / 2;
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    for (int k = 0; k < matrix.length; k++) {
      double a = matrix[k][i];
      double b = matrix[k][j];
      matrix[k][i] = cosine * a - sine * b;
      matrix[k][j] = sine * a + cosine * b;
    }
    for (int k = 0; k < matrix.length; k++) {
      double a = matrix[i][k];
      double b = matrix[j][k];
      matrix[i][k] = cosine * a - sine * b;
      matrix[j][k] = sine * a + cosine * b;
    }
    for (double[] row : turns) {
      double a = row[i];
      double b = row[j];
      row[i] = cosine * a - sine * b;
      row[j] = sine * a + cosine * b;
    }
  }
}
