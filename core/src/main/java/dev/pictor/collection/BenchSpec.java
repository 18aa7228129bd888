package dev.pictor.collection;

import dev.pictor.error.InvalidRequest;

/// What [CollectionBench] is to measure.
///
/// @param namespace `""` is the default one
/// @param queries records drawn as queries, 1 to 10,000
/// @param topK matches of each, 1 to 1,000
/// @param seed of the draw
public record BenchSpec(String namespace, int queries, int topK, long seed) {

  private static final int MOST_QUERIES = 10_000;
  private static final int LARGEST_TOP_K = 1_000;

  public BenchSpec {
    if (queries < 1 || queries > MOST_QUERIES) {
      throw new InvalidRequest("queries: %d (expected: 1 to %d)".formatted(queries, MOST_QUERIES));
    }
    if (topK < 1 || topK > LARGEST_TOP_K) {
      throw new InvalidRequest("topK: %d (expected: 1 to %d)".formatted(topK, LARGEST_TOP_K));
    }
  }
}
