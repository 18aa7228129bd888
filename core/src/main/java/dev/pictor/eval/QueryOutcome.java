package dev.pictor.eval;

import dev.pictor.search.Confidence;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a collection answered to a query.
///
/// @param rank of the first right answer, from 1; empty when it is not among the first
///   [Evaluation#DEPTH], and for a query without a right answer
/// @param best id of the first match
/// @param confidence in the first match
/// @param level of the first match, see [dev.pictor.search.SearchResult]
public record QueryOutcome(
    LabelledQuery query,
    OptionalInt rank,
    Optional<String> best,
    Confidence confidence,
    OptionalDouble level) {

  /// Whether the search says that something matches.
  boolean accepted() {
    return confidence != Confidence.NONE;
  }

  boolean rankedWithin(int most) {
    return rank.isPresent() && rank.getAsInt() <= most;
  }
}
