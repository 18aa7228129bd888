package dev.pictor.store;

/// How a query is answered, and how far it walks.
///
/// @param scanLimit so many candidates are all compared
/// @param codesLimit the nearness of every candidate is estimated when their number, squared, is at
///   most so many times the number of records: without a filter up to so many records, under a
///   filter that a tenth passes up to ten times as many. The fewer pass, the more vectors a walk
///   meets in vain
/// @param graphFrom a segment has a graph from about so many records on; searches of smaller ones
///   estimate or compare
/// @param slack of an [AdaptiveWalk]; more finds more and takes longer
/// @param walkedToEstimated a walk takes as long for each vector as estimates for so many
record StoreTuning(
    int scanLimit, int codesLimit, int graphFrom, float slack, int walkedToEstimated) {

  /// Measured with `benchmarks/vectors`, 100,000 vectors of 512 numbers: 1,000 scattered candidates
  /// take 0.26 ms to compare and 0.01 ms to estimate, and a scan by estimates 0.1 to 1 ms more for
  /// the 100 to 3,000 that it compares; a walk takes 0.5 ms for a picture, 0.8 ms for a text and
  /// 4.5 ms under a filter that a tenth passes. A slack of 0.25 finds 99.99 % of the ten nearest
  /// pictures of a picture, and 99 % of a text.
  static final StoreTuning DEFAULT = new StoreTuning(1_500, 30_000, 15_000, 0.25f, 20);

  boolean prefersScan(long candidates) {
    return candidates <= scanLimit;
  }

  /// The same for one segment of several, where the search of the others is worth it.
  boolean prefersScanOfSegment(long candidates) {
    return candidates <= scanLimit / LargeSegmentPolicy.SEGMENTS_AT_MOST;
  }

  boolean prefersCodes(long candidates, long records) {
    return candidates * (double) candidates <= codesLimit * (double) records;
  }

  boolean prefersCodesOfSegment(long candidates) {
    return candidates <= graphFrom;
  }

  /// What Lucene calls the expected visits of a search: it makes a graph where they are fewer than
  /// the records, and expects so many times the logarithm of the records.
  int graphFromVisits() {
    return (int) Math.ceil(graphFrom / Math.log(graphFrom));
  }
}
