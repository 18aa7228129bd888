package dev.pictor.search;

import dev.pictor.clip.StageTimes;
import dev.pictor.clip.Thresholds;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.List;

/// Several parts as one unit vector, with the cosines that tell how far its matches can be trusted.
///
/// With unit vectors u and weights w the query is q = Σwu / ‖Σwu‖, so a picture m has cos(q, m) = Σ
/// w cos(u, m) / ‖Σwu‖. A picture that meets every part exactly at that part's threshold t
/// therefore has the cosine Σwt / ‖Σwu‖: that is the combined threshold. A part with a negative
/// weight counts as met at cosine 0, where pictures lie that have nothing to do with it.
///
/// @param exclude ids that must not be among the matches: the parts themselves
record CombinedQuery(
    DenseVector vector, Thresholds thresholds, List<String> exclude, StageTimes times) {

  /// A part's unit vector with its weight and thresholds.
  record WeightedPart(DenseVector unit, double weight, Thresholds thresholds) {}

  static CombinedQuery of(List<WeightedPart> parts, List<String> exclude, StageTimes times) {
    float[] sum = new float[parts.getFirst().unit().dimension()];
    for (WeightedPart part : parts) {
      float[] unit = part.unit().shared();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) (part.weight() * unit[i]);
      }
    }
    DenseVector added = DenseVector.wrap(sum);
    double norm = added.norm();
    if (norm < 1e-6) {
      throw new InvalidRequest(
          "query: the parts cancel each other out (expected: parts that do not add up to nothing). Change a weight.");
    }
    return new CombinedQuery(added.normalized(), combine(parts, norm), exclude, times);
  }

  private static Thresholds combine(List<WeightedPart> parts, double norm) {
    double likely = 0;
    double weak = 0;
    double strong = 0;
    for (WeightedPart part : parts) {
      double weight = Math.max(0, part.weight()) / norm;
      likely += weight * part.thresholds().likely();
      weak += weight * part.thresholds().weak();
      strong += weight * part.thresholds().strong();
    }
    return new Thresholds(likely, weak, strong);
  }
}
