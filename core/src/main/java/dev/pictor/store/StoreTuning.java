package dev.pictor.store;

/// When a query scans and when it walks the graph.
///
/// @param scanLimit up to so many candidates every one is compared
/// @param graphFromVisits a segment has a graph when a search for so many neighbours is expected to
///   visit fewer vectors than the segment has; 1,000 means from about 9,100 records on
/// @param minEf the fewest neighbours that a walk keeps; more find more and take longer
record StoreTuning(int scanLimit, int graphFromVisits, int minEf) {

  static final StoreTuning DEFAULT = new StoreTuning(10_000, 1_000, 256);
}
