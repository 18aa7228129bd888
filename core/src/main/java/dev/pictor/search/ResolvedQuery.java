package dev.pictor.search;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.Thresholds;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorKernels;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// A query whose texts and pictures are vectors: what the store is asked, and how its answers are
/// judged.
///
/// The store is asked for the pictures nearest to the weighted sum of the parts' unit vectors, and
/// for those that have the words. Each answer is then judged by every part that draws it near: its
/// [Calibration#centredCosine] is put on a common scale (0 likely, 1 weak, 2 strong, straight lines
/// between and beyond); having some of the words is weak, all of them strong. The levels are
/// averaged by weight. Parts with a negative weight only push away; they do not judge.
///
/// @param parts in the order of the query's
/// @param truncated whether a text was longer than the model reads
/// @param exclude ids that must not be among the matches: those that were asked with, and those
///   that have unwanted words
record ResolvedQuery(List<Part> parts, Set<String> exclude, boolean truncated, StageTimes times) {

  sealed interface Part {
    double weight();
  }

  /// @param unit vector of length 1
  record Near(DenseVector unit, double weight, Calibration calibration) implements Part {}

  record Words(String words, double weight) implements Part {}

  private static final double ALL_WORDS = 2;
  private static final double SOME_WORDS = 1;

  ResolvedQuery {
    parts = List.copyOf(parts);
    exclude = Set.copyOf(exclude);
    if (!parts.isEmpty()
        && parts.stream().allMatch(part -> part instanceof Words && part.weight() < 0)) {
      throw new InvalidRequest(
          "query: only words that are not wanted (expected: something that is). Add a text, a"
              + " picture or words.");
    }
  }

  /// The unit vector to search with; empty without parts that have one.
  ///
  /// @throws InvalidRequest when the parts cancel each other out
  Optional<DenseVector> vector() {
    Optional<DenseVector> sum =
        parts.stream()
            .filter(Near.class::isInstance)
            .map(part -> ((Near) part).unit().times(part.weight()))
            .reduce(DenseVector::plus);
    if (sum.isPresent() && sum.get().norm() < 1e-6) {
      throw new InvalidRequest(
          "query: the parts cancel each other out (expected: parts that do not add up to nothing)."
              + " Change a weight.");
    }
    return sum.map(DenseVector::normalized);
  }

  /// Of the parts with vectors that draw near, together.
  double nearWeight() {
    return parts.stream()
        .filter(part -> part instanceof Near && part.weight() > 0)
        .mapToDouble(Part::weight)
        .sum();
  }

  /// What each part gives a record: cosines, BM25.
  List<Double> gifts(FoundRecord found) {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case Near near ->
                      (double) VectorKernels.dot(near.unit().shared(), found.unit().shared());
                  case Words words -> found.bm25(words);
                })
        .toList();
  }

  /// How far a record answers the query: below 0 likelier wrong than right, from 1 weak, from 2
  /// strong. 0 when no part judges; empty when one would, but its model is not calibrated.
  OptionalDouble level(FoundRecord found) {
    double weights = 0;
    double levels = 0;
    for (Part part : parts) {
      if (part.weight() > 0) {
        OptionalDouble level = level(part, found);
        if (level.isEmpty()) {
          return level;
        }
        weights += part.weight();
        levels += part.weight() * level.getAsDouble();
      }
    }
    return OptionalDouble.of(weights == 0 ? 0 : levels / weights);
  }

  private static OptionalDouble level(Part part, FoundRecord found) {
    return switch (part) {
      case Near(DenseVector unit, _, Calibration calibration) -> {
        double cosine = calibration.centredCosine(unit, found.unit());
        yield calibration
            .thresholds()
            .map(thresholds -> OptionalDouble.of(level(cosine, thresholds)))
            .orElseGet(OptionalDouble::empty);
      }
      case Words words -> {
        double some = found.bm25(words) > 0 ? SOME_WORDS : 0;
        yield OptionalDouble.of(found.hasAll(words) ? ALL_WORDS : some);
      }
    };
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
