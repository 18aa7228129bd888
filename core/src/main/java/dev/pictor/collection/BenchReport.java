package dev.pictor.collection;

import dev.pictor.store.StoreStats;
import java.time.Duration;

/// What searches of a collection cost and find, measured on its own records.
///
/// @param records of the namespace
/// @param store the whole collection on disk
/// @param searchedBytes of one vector, as a search touches it; 0 where vectors are sparse
/// @param queries how many were asked, one after the other
/// @param recall share of the true `topK` nearest that the default search finds, 0 to 1
/// @param visited vectors that a default search compares, mean
/// @param graphShare share of the default searches that walked a graph, 0 to 1
/// @param usual times of the default search
/// @param exact times of the exact search
public record BenchReport(
    long records,
    StoreStats store,
    int searchedBytes,
    int queries,
    int topK,
    double recall,
    double visited,
    double graphShare,
    Times usual,
    Times exact) {

  /// @param queriesPerSecond on one thread
  /// @param median half of the queries take longer
  /// @param slowest one in a hundred takes longer
  public record Times(double queriesPerSecond, Duration median, Duration slowest) {}
}
