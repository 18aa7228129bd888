package dev.pictor.store;

import dev.pictor.vector.Similarity;
import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/// What searches know about the segments that are open, each worked out when first needed.
/// Thread-safe.
final class SegmentAids {

  // Codes of a segment may fill so much of the heap.
  private static final int HEAP_TO_CODES = 16;

  private final PerSegment<SegmentCentre> centres =
      new PerSegment<>(segment -> SegmentCentre.of(RecordReader.vectors(segment)));
  private final PerSegment<DuplicateGroups> duplicates = new PerSegment<>(DuplicateGroups::of);
  private final PerSegment<BinaryCodes> codes;

  SegmentAids(Similarity similarity) {
    this.codes =
        new PerSegment<>(
            segment -> BinaryCodes.of(RecordReader.vectors(segment), centre(segment), similarity));
  }

  SegmentCentre centre(LeafReader segment) throws IOException {
    return centres.of(segment);
  }

  DuplicateGroups duplicates(LeafReader segment) throws IOException {
    return duplicates.of(segment);
  }

  /// Whether codes would not take too much memory.
  boolean mayHaveCodes(LeafReader segment) throws IOException {
    FloatVectorValues vectors = RecordReader.vectors(segment);
    long most = Math.min(Runtime.getRuntime().maxMemory() / HEAP_TO_CODES, Integer.MAX_VALUE);
    return BinaryCodes.bytes(vectors.size(), vectors.dimension()) <= most;
  }

  /// Null when they would take too much memory.
  @Nullable BinaryCodes codes(LeafReader segment) throws IOException {
    return mayHaveCodes(segment) ? codes.of(segment) : null;
  }
}
