package dev.pictor.store;

import dev.pictor.error.InvalidRequest;

/// How much of an approximate search's time a query may take for more of the true neighbours.
public sealed interface SearchEffort {

  /// What the engine finds right for the query; misses few.
  record Automatic() implements SearchEffort {}

  /// Every candidate is compared; misses none.
  record Exact() implements SearchEffort {}

  /// A walk of the graph keeps this many neighbours (`ef` of the HNSW paper) where a graph is
  /// walked at all.
  ///
  /// @param ef 1 to 100,000; raised to the number of matches asked for
  record Walk(int ef) implements SearchEffort {

    private static final int MOST = 100_000;

    public Walk {
      if (ef < 1 || ef > MOST) {
        throw new InvalidRequest("ef: %d (expected: 1 to %d)".formatted(ef, MOST));
      }
    }
  }
}
