package dev.pictor.eval;

import dev.pictor.search.Confidence;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/// Figures of many queries. Shares are in [0, 1], and empty when there was no query to count.
///
/// Recall at k is counted as benchmarks of text-to-picture search do (Karpathy and Fei-Fei 2015,
/// https://arxiv.org/abs/1412.2306): the share of queries that have a right picture among their
/// first k matches.
///
/// @param answerable queries that have a right answer
/// @param unanswerable queries that have none
/// @param meanReciprocalRank mean of 1 / rank of the first right answer, 0 for one that is not
///   among the first [Evaluation#DEPTH]
/// @param falseAccept share of the unanswerable queries to which the search says that something
///   matches; empty also when the model is not calibrated
/// @param falseReject share of the answerable queries to which it says that nothing does
/// @param strongAndRight share of right first matches among those that it calls strong
public record Quality(
    int answerable,
    int unanswerable,
    OptionalDouble recallAt1,
    OptionalDouble recallAt5,
    OptionalDouble recallAt10,
    OptionalDouble meanReciprocalRank,
    OptionalDouble falseAccept,
    OptionalDouble falseReject,
    OptionalDouble strongAndRight) {

  public static Quality of(List<QueryOutcome> outcomes) {
    List<QueryOutcome> answerable = where(outcomes, each -> each.query().answerable());
    List<QueryOutcome> unanswerable = where(outcomes, each -> !each.query().answerable());
    List<QueryOutcome> strong = where(outcomes, each -> each.confidence() == Confidence.STRONG);
    return new Quality(
        answerable.size(),
        unanswerable.size(),
        share(answerable, each -> each.rankedWithin(1)),
        share(answerable, each -> each.rankedWithin(5)),
        share(answerable, each -> each.rankedWithin(10)),
        answerable.stream()
            .mapToDouble(each -> each.rank().isPresent() ? 1.0 / each.rank().getAsInt() : 0)
            .average(),
        share(judged(unanswerable), QueryOutcome::accepted),
        share(judged(answerable), each -> !each.accepted()),
        share(strong, each -> each.rankedWithin(1)));
  }

  private static List<QueryOutcome> judged(List<QueryOutcome> outcomes) {
    return where(outcomes, each -> each.confidence() != Confidence.UNKNOWN);
  }

  private static List<QueryOutcome> where(
      List<QueryOutcome> outcomes, Predicate<QueryOutcome> wanted) {
    return outcomes.stream().filter(wanted).toList();
  }

  private static OptionalDouble share(List<QueryOutcome> outcomes, Predicate<QueryOutcome> wanted) {
    return outcomes.stream().mapToDouble(each -> wanted.test(each) ? 1 : 0).average();
  }
}
