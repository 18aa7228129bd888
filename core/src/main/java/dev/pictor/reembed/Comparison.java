package dev.pictor.reembed;

import java.util.List;
import java.util.OptionalDouble;

/// What two generations answer to the same questions.
///
/// @param limit how many matches were asked of each
/// @param overlap mean over the answers; 0 when there are none
public record Comparison(int limit, double overlap, List<Answer> answers) {

  public Comparison {
    answers = List.copyOf(answers);
  }

  /// @param serving ids that the serving generation finds, best first
  /// @param beside ids that the other one finds, best first
  /// @param overlap part of the longer list that is on both, 0 to 1; 1 when both are empty
  /// @param rankCorrelation Spearman's, of the ids on both lists; empty when these are fewer than 2
  /// @param onlyServing ids that the other one does not find
  /// @param onlyBeside ids that the serving one does not find
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public record Answer(
      ComparedQuery query,
      List<String> serving,
      List<String> beside,
      double overlap,
      OptionalDouble rankCorrelation,
      List<String> onlyServing,
      List<String> onlyBeside) {

    /// Compares two lists of ids without doubles.
    static Answer of(ComparedQuery query, List<String> serving, List<String> beside) {
      List<String> both = serving.stream().filter(beside::contains).toList();
      int longer = Math.max(serving.size(), beside.size());
      return new Answer(
          query,
          List.copyOf(serving),
          List.copyOf(beside),
          longer == 0 ? 1 : (double) both.size() / longer,
          spearman(both, beside.stream().filter(both::contains).toList()),
          serving.stream().filter(id -> !both.contains(id)).toList(),
          beside.stream().filter(id -> !both.contains(id)).toList());
    }

    /// `1 - 6 Σd² / (n (n² - 1))`, d the difference of an id's two ranks among those on both lists.
    private static OptionalDouble spearman(List<String> one, List<String> other) {
      int n = one.size();
      if (n < 2) {
        return OptionalDouble.empty();
      }
      double squares = 0;
      for (int rank = 0; rank < n; rank++) {
        double d = rank - other.indexOf(one.get(rank));
        squares += d * d;
      }
      return OptionalDouble.of(1 - 6 * squares / (n * ((double) n * n - 1)));
    }
  }
}
