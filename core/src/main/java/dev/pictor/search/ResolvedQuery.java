package dev.pictor.search;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.Thresholds;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.List;
import java.util.OptionalDouble;

/// A query whose parts are vectors: what the store is asked, and how its answers are judged.
///
/// The store is asked for the pictures nearest to the weighted sum of the parts' unit vectors. Each
/// answer is then judged by every part that draws it near: its [Calibration#centredCosine] is put
/// on a common scale (0 likely, 1 weak, 2 strong, straight lines between and beyond), and the
/// levels are averaged by weight. Parts with a negative weight only push away; they do not judge.
///
/// @param truncated whether a text was longer than the model reads
/// @param exclude ids that must not be among the matches: those that were asked with
record ResolvedQuery(List<Part> parts, List<String> exclude, boolean truncated, StageTimes times) {

  /// @param unit vector of length 1
  record Part(DenseVector unit, double weight, Calibration calibration) {}

  ResolvedQuery {
    parts = List.copyOf(parts);
    exclude = List.copyOf(exclude);
  }

  /// The unit vector to search with.
  ///
  /// @throws InvalidRequest when the parts cancel each other out
  DenseVector vector() {
    DenseVector sum =
        parts.stream()
            .map(part -> part.unit().times(part.weight()))
            .reduce(DenseVector::plus)
            .orElseThrow();
    if (sum.norm() < 1e-6) {
      throw new InvalidRequest(
          "query: the parts cancel each other out (expected: parts that do not add up to nothing)."
              + " Change a weight.");
    }
    return sum.normalized();
  }

  /// How far a picture answers the query: below 0 likelier wrong than right, from 1 weak, from 2
  /// strong. 0 when no part judges; empty when one would, but its model is not calibrated.
  OptionalDouble level(DenseVector picture) {
    double weights = 0;
    double levels = 0;
    for (Part part : parts) {
      if (part.weight() > 0) {
        Calibration calibration = part.calibration();
        if (calibration.thresholds().isEmpty()) {
          return OptionalDouble.empty();
        }
        double cosine = calibration.centredCosine(part.unit(), picture);
        weights += part.weight();
        levels += part.weight() * level(cosine, calibration.thresholds().get());
      }
    }
    return OptionalDouble.of(weights == 0 ? 0 : levels / weights);
  }

  private static double level(double cosine, Thresholds thresholds) {
    if (cosine < thresholds.weak()) {
      return between(cosine, thresholds.likely(), thresholds.weak());
    }
    return 1 + between(cosine, thresholds.weak(), thresholds.strong());
  }

  /// 0 at `from`, 1 at `to`, on a straight line that goes on beyond both.
  private static double between(double value, double from, double to) {
    return from == to ? Math.signum(value - from) : (value - from) / (to - from);
  }
}
