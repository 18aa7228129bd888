package dev.pictor.recommend;

import dev.pictor.search.SearchMatch;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorKernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Scores records by their nearest liked and disliked pictures.
///
/// @param liked unit vectors, at least one
/// @param disliked unit vectors
record BestScores(List<DenseVector> liked, List<DenseVector> disliked) {

  static final Comparator<SearchMatch> BEST_FIRST =
      Comparator.comparingDouble(SearchMatch::score).reversed().thenComparing(SearchMatch::id);

  /// `found` as a match for the taste: its score is the cosine to the nearest liked picture, or
  /// that to the nearest disliked one with a minus sign when that one is nearer. (Their difference
  /// would put what is like nothing that was rated before what is like both.) Its parts are the
  /// cosines to all of them.
  SearchMatch scored(SearchMatch found, DenseVector unit) {
    List<Double> toLiked = cosines(liked, unit);
    List<Double> toDisliked = cosines(disliked, unit);
    double nearest = best(toLiked);
    double unwanted = best(toDisliked);
    double score = nearest > unwanted ? nearest : -unwanted;
    List<Double> parts = new ArrayList<>(toLiked);
    parts.addAll(toDisliked);
    return new SearchMatch(found.id(), score, found.confidence(), found.metadata(), parts);
  }

  private static List<Double> cosines(List<DenseVector> rated, DenseVector unit) {
    return rated.stream()
        .map(each -> (double) VectorKernels.dot(each.shared(), unit.shared()))
        .toList();
  }

  private static double best(List<Double> cosines) {
    return cosines.stream().mapToDouble(Double::doubleValue).max().orElse(-1);
  }
}
