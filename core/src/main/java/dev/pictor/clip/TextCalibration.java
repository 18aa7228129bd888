package dev.pictor.clip;

/// What a cosine between a text of one tower and a picture means: `P(match) = 1 / (1 + exp(-slope *
/// cosine - intercept))`.
///
/// @param weak below it the **best** match of a query counts as "nothing matches"; no filter for
///   the matches after it
/// @param strong at or above it the best match is nearly always right
public record TextCalibration(double slope, double intercept, double weak, double strong) {

  /// Chance that a picture with this cosine matches rather than a random one, in (0, 1).
  public double probability(double cosine) {
    return 1 / (1 + Math.exp(-slope * cosine - intercept));
  }
}
