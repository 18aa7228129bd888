package dev.pictor.clip;

/// What a cosine between a text of one tower and a picture means: `P(match) = 1 / (1 + exp(-slope *
/// cosine - intercept))`, for a matched and a random pair weighing the same.
public record TextCalibration(double slope, double intercept, double weak, double strong) {

  /// Chance that a picture with this cosine matches rather than a random one, in (0, 1).
  public double probability(double cosine) {
    return 1 / (1 + Math.exp(-slope * cosine - intercept));
  }

  /// The same as cosines; `likely` is where the chance is one half.
  public Thresholds thresholds() {
    return new Thresholds(-intercept / slope, weak, strong);
  }
}
