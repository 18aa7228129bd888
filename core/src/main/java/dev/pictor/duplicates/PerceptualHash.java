package dev.pictor.duplicates;

import dev.pictor.error.InvalidRequest;
import dev.pictor.image.Picture;
import java.util.Arrays;
import java.util.regex.Pattern;

/// 64 bits that stay nearly the same when a picture is stored anew, scaled or brightened.
///
/// How it works: the picture is squashed to 32 × 32 brightnesses; of their discrete cosine
/// transform the 8 × 8 lowest frequencies remain, without the mean and the first row and column of
/// which they would be part; a bit says whether a coefficient is above their median (`pHash` of
/// Zauner, *Implementation and Benchmarking of Perceptual Image Hash Functions*, 2010,
/// <https://www.phash.org/docs/pubs/thesis_zauner.pdf>). Two hashes differ by the number of their
/// different bits: about 32 of different pictures, few of copies.
record PerceptualHash(long bits) {

  private static final int SIDE = 32;
  private static final int LOWEST = 8;
  private static final double[][] COSINES = cosines(); // [frequency 1 to 8, position]
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");

  private static double[][] cosines() {
    double[][] cosines = new double[LOWEST][SIDE];
    for (int f = 0; f < LOWEST; f++) {
      for (int x = 0; x < SIDE; x++) {
        cosines[f][x] = Math.cos(Math.PI * (f + 1) * (2 * x + 1) / (2.0 * SIDE));
      }
    }
    return cosines;
  }

  static PerceptualHash of(Picture picture) {
    GrayPicture gray = GrayPicture.squashed(picture, SIDE, SIDE);
    double[][] rows = new double[SIDE][LOWEST];
    for (int y = 0; y < SIDE; y++) {
      for (int f = 0; f < LOWEST; f++) {
        for (int x = 0; x < SIDE; x++) {
          rows[y][f] += COSINES[f][x] * gray.at(x, y);
        }
      }
    }
    double[] coefficients = new double[LOWEST * LOWEST];
    for (int g = 0; g < LOWEST; g++) {
      for (int f = 0; f < LOWEST; f++) {
        for (int y = 0; y < SIDE; y++) {
          coefficients[g * LOWEST + f] += COSINES[g][y] * rows[y][f];
        }
      }
    }
    return of(coefficients);
  }

  private static PerceptualHash of(double[] coefficients) {
    double[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long bits = 0;
    for (double coefficient : coefficients) {
      bits = (bits << 1) | (coefficient > median ? 1 : 0);
    }
    return new PerceptualHash(bits);
  }

  /// @param digits 16 hexadecimal ones
  static PerceptualHash parse(String digits) {
    if (!DIGITS.matcher(digits).matches()) {
      throw new InvalidRequest("hash: %s (expected: 16 hexadecimal digits)".formatted(digits));
    }
    return new PerceptualHash(Long.parseUnsignedLong(digits, 16));
  }

  /// How many bits differ, 0 to 64.
  int distance(PerceptualHash other) {
    return Long.bitCount(bits ^ other.bits);
  }

  @Override
  public String toString() {
    return "%016x".formatted(bits);
  }
}
