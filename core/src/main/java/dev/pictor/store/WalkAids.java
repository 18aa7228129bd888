package dev.pictor.store;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;

/// What walks know about the segments that are open, worked out at the first walk of each.
/// Thread-safe.
final class WalkAids {

  private final PerSegment<SegmentCentre> centres =
      new PerSegment<>(segment -> SegmentCentre.of(RecordReader.vectors(segment)));
  private final PerSegment<DuplicateGroups> duplicates = new PerSegment<>(DuplicateGroups::of);

  SegmentCentre centre(LeafReader segment) throws IOException {
    return centres.of(segment);
  }

  DuplicateGroups duplicates(LeafReader segment) throws IOException {
    return duplicates.of(segment);
  }
}
