package dev.pictor.clip;

import dev.pictor.vector.DenseVector;

/// What one or several towers made of a text.
///
/// @param vector of length 1
/// @param tokens that were read, by all towers
/// @param truncated whether it had more tokens than a tower reads
public record EncodedText(
    DenseVector vector, Calibration calibration, int tokens, boolean truncated) {

  private static final double LEAST_LENGTH = 1e-6;

  /// The vector between both, judged by centres and thresholds between theirs.
  public EncodedText meanWith(EncodedText other) {
    DenseVector sum = vector.plus(other.vector);
    double length = sum.norm();
    if (length < LEAST_LENGTH) {
      return this; // opposites have no middle
    }
    DenseVector centre =
        calibration.queryCentre().plus(other.calibration.queryCentre()).times(1 / length);
    return new EncodedText(
        sum.normalized(),
        new Calibration(
            centre,
            calibration.pictureCentre(),
            calibration
                .thresholds()
                .flatMap(mine -> other.calibration.thresholds().map(mine::meanWith))),
        tokens + other.tokens,
        truncated || other.truncated);
  }
}
