package dev.pictor.store;

/// When a query scans and how far it walks.
///
/// @param scanLimit every candidate is compared when their number, squared, is at most so many
///   times the number of records: without a filter up to so many records, under a filter that a
///   tenth passes up to ten times as many. The fewer pass, the more vectors a walk meets in vain
/// @param graphFromVisits a segment has a graph when a search for so many neighbours is expected to
///   visit fewer vectors than the segment has; 263 means from about 2,000 records on
/// @param slack of an [AdaptiveWalk]; more finds more and takes longer
record StoreTuning(int scanLimit, int graphFromVisits, float slack) {

  /// Measured with `benchmarks/vectors`, 100,000 vectors of 512 numbers: a scan takes 0.1 ms for
  /// each 1,000 candidates, 0.26 ms when they lie scattered, a walk 0.5 ms for a picture, 0.8 ms
  /// for a text and 4.5 ms under a filter that a tenth passes. A slack of 0.25 finds 99.99 % of the
  /// ten nearest pictures of a picture, and 99 % of a text.
  static final StoreTuning DEFAULT = new StoreTuning(3_500, 263, 0.25f);

  boolean prefersScan(long candidates, long records) {
    return isFew(candidates, records, scanLimit);
  }

  /// The same for one segment of several, where the walk of the others is worth it.
  boolean prefersScanOfSegment(long candidates, long records) {
    return isFew(candidates, records, scanLimit / LargeSegmentPolicy.SEGMENTS_AT_MOST);
  }

  private static boolean isFew(long candidates, long records, long limit) {
    return candidates * (double) candidates <= limit * (double) records;
  }
}
