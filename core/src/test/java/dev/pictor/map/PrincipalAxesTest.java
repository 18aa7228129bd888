package dev.pictor.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {

  private static final Offset<Double> NEAR = Offset.offset(1e-3);

  /// Gaussian vectors whose numbers spread differently, turned and moved by chance.
  private static List<float[]> cloud(int count, int dimension, long seed) {
    Random random = new Random(seed);
    double[][] turn = new double[dimension][dimension];
    double[] middle = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      middle[i] = 5 * random.nextGaussian();
      for (int j = 0; j < dimension; j++) {
        turn[i][j] = random.nextGaussian() / (1 + j);
      }
    }
    List<float[]> vectors = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      double[] raw = random.doubles(dimension, -1, 1).toArray();
      float[] vector = new float[dimension];
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) (middle[i] + PrincipalAxes.dot(turn[i], raw));
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /// The plain twin: the covariance as a matrix in doubles, and its eigenvectors one after the
  /// other by multiplying a direction until it stands still, and taking off what was found.
  private static final class Plain {

    private final double[][] covariance;
    private final double[] mean;

    private Plain(double[][] covariance, double[] mean) {
      this.covariance = covariance;
      this.mean = mean;
    }

    static Plain of(List<float[]> vectors) {
      int dimension = vectors.getFirst().length;
      double[] mean = new double[dimension];
      double[][] covariance = new double[dimension][dimension];
      for (float[] vector : vectors) {
        for (int i = 0; i < dimension; i++) {
          mean[i] += (double) vector[i] / vectors.size();
        }
      }
      for (float[] vector : vectors) {
        for (int i = 0; i < dimension; i++) {
          for (int j = 0; j < dimension; j++) {
            covariance[i][j] += (vector[i] - mean[i]) * (vector[j] - mean[j]) / vectors.size();
          }
        }
      }
      return new Plain(covariance, mean);
    }

    double trace() {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += covariance[i][i];
      }
      return sum;
    }

    double[] product(double[] direction) {
      double[] product = new double[direction.length];
      for (int i = 0; i < product.length; i++) {
        product[i] = PrincipalAxes.dot(covariance[i], direction);
      }
      return product;
    }

    double[] firstAxis() {
      double[] axis = new Random(3).doubles(mean.length, -1, 1).toArray();
      for (int step = 0; step < 20_000; step++) {
        axis = product(axis);
        double length = Math.sqrt(PrincipalAxes.dot(axis, axis));
        for (int i = 0; i < axis.length; i++) {
          axis[i] /= length;
        }
      }
      return axis;
    }

    Plain without(double[] axis, double value) {
      double[][] rest = new double[axis.length][axis.length];
      for (int i = 0; i < axis.length; i++) {
        for (int j = 0; j < axis.length; j++) {
          rest[i][j] = covariance[i][j] - value * axis[i] * axis[j];
        }
      }
      return new Plain(rest, mean);
    }

    double place(double[] axis, float[] vector) {
      double sum = 0;
      for (int i = 0; i < axis.length; i++) {
        sum += axis[i] * (vector[i] - mean[i]);
      }
      return sum;
    }
  }

  @RepeatedTest(12)
  void theAxesAreThoseOfThePlainTwin(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    int dimension = 2 + (int) seed * 3;
    List<float[]> vectors = cloud(40 + 20 * (int) seed, dimension, seed);
    PrincipalAxes axes = PrincipalAxes.of(vectors, seed);
    Plain plain = Plain.of(vectors);
    double[] first = plain.firstAxis();
    double firstValue = PrincipalAxes.dot(first, plain.product(first));
    double[] second = plain.without(first, firstValue).firstAxis();
    double secondValue = PrincipalAxes.dot(second, plain.product(second));
    assertThat(axes.explained().get(0)).isCloseTo(firstValue / plain.trace(), NEAR);
    assertThat(axes.explained().get(1)).isCloseTo(secondValue / plain.trace(), NEAR);
    double size = Math.sqrt(firstValue);
    for (float[] vector : vectors) {
      double[] place = axes.project(vector);
      assertThat(Math.abs(place[0]) / size)
          .as("seed %d", seed)
          .isCloseTo(Math.abs(plain.place(first, vector)) / size, Offset.offset(0.01));
      assertThat(Math.abs(place[1]) / size)
          .as("seed %d", seed)
          .isCloseTo(Math.abs(plain.place(second, vector)) / size, Offset.offset(0.01));
    }
  }

  @Test
  void aPlaneInManyDimensionsIsFoundAsItIs() {
    Random random = new Random(1);
    List<float[]> vectors = new ArrayList<>();
    List<double[]> flat = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double[] place = {3 * random.nextGaussian(), random.nextGaussian()};
      flat.add(place);
      float[] vector = new float[64];
      for (int j = 0; j < 64; j++) {
        vector[j] = (float) (1 + (j % 2 == 0 ? place[0] : place[1]) / Math.sqrt(32));
      }
      vectors.add(vector);
    }
    PrincipalAxes axes = PrincipalAxes.of(vectors, 5);
    assertThat(axes.explained().get(0) + axes.explained().get(1)).isCloseTo(1, NEAR);
    List<double[]> places = vectors.stream().map(axes::project).toList();
    for (int i = 1; i < 300; i++) {
      assertThat(distance(places.get(i), places.get(i - 1)))
          .isCloseTo(distance(flat.get(i), flat.get(i - 1)), NEAR);
    }
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  @Test
  void whatDoesNotDifferHasNoAxes() {
    List<float[]> same = Collections.nCopies(5, new float[] {1, 2, 3});
    PrincipalAxes axes = PrincipalAxes.of(same, 1);
    assertThat(axes.explained()).containsExactly(0.0, 0.0);
    assertThat(axes.project(new float[] {1, 2, 3})).containsExactly(0, 0);
    PrincipalAxes line = PrincipalAxes.of(List.of(new float[] {0, 0, 0}, new float[] {2, 2, 1}), 1);
    assertThat(line.explained().get(0)).isCloseTo(1, NEAR);
    assertThat(line.explained().get(1)).isZero();
    assertThat(line.project(new float[] {2, 2, 1})[0]).isCloseTo(1.5, NEAR);
    PrincipalAxes single = PrincipalAxes.of(List.of(new float[] {4}, new float[] {6}), 1);
    assertThat(single.project(new float[] {6})[0]).isCloseTo(1, NEAR);
  }
}
