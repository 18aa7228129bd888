package dev.pictor.store;

/// When a query scans and when it walks the graph.
///
/// @param scanLimit up to so many candidates every one is compared
/// @param graphFromVisits a segment has a graph when a search for so many neighbours is expected to
///   visit fewer vectors than the segment has; 830 means from about 2,000 records on
/// @param minEf the fewest neighbours that a walk keeps; more find more and take longer
record StoreTuning(int scanLimit, int graphFromVisits, int minEf) {

  /// Measured on two shared cores, 512 numbers, clustered vectors: a scan takes 0.2 ms for each
  /// 1,000 candidates; a walk over 30,000 with an ef of 256 takes as long as a scan of 15,000, and
  /// a walk under a filter of 10 % longer than a scan of its matches.
  static final StoreTuning DEFAULT = new StoreTuning(15_000, 830, 256);
}
