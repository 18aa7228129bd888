package dev.pictor.store;

import java.util.List;

/// Matches, nearest first (ties in the order of their ids), and how they were found.
///
/// @param visited vectors that were compared with the query
public record QueryResult(List<Match> matches, Plan plan, long visited) {

  /// How an engine answered.
  public enum Plan {
    /// Every candidate was compared; the answer is exact.
    EXACT_SCAN,
    /// Every candidate's nearness was estimated, and those that may be nearest were compared; the
    /// answer is approximate.
    CODED_SCAN,
    /// A nearest-neighbour graph was walked; the answer is approximate.
    GRAPH,
    /// Every candidate that shares an index with a sparse query was compared; the answer is exact,
    /// and has no others.
    SPARSE_SCAN
  }

  public QueryResult {
    matches = List.copyOf(matches);
  }
}
