package dev.pictor.clip;

/// Centred cosines that tell how far a match can be trusted, ascending; see [Calibration].
///
/// @param likely above it a match is likelier right than a random picture
/// @param weak below it the **best** match of a query counts as "nothing matches"
/// @param strong at or above it the best match is nearly always right
public record Thresholds(double likely, double weak, double strong) {

  public Thresholds {
    if (!(likely <= weak && weak <= strong)) {
      throw new IllegalArgumentException(
          "thresholds: %s, %s, %s (expected: ascending)".formatted(likely, weak, strong));
    }
  }

  Thresholds meanWith(Thresholds other) {
    return new Thresholds(
        (likely + other.likely) / 2, (weak + other.weak) / 2, (strong + other.strong) / 2);
  }
}
