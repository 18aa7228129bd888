package dev.pictor.store;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;

/// The centres of the segments that are open, each made at its first walk. Thread-safe.
final class SegmentCentres {

  private final Map<IndexReader.CacheKey, SegmentCentre> bySegment = new ConcurrentHashMap<>();

  SegmentCentre of(LeafReader segment) throws IOException {
    IndexReader.CacheHelper open = segment.getCoreCacheHelper();
    SegmentCentre known = bySegment.get(open.getKey());
    if (known == null) {
      known = SegmentCentre.of(RecordReader.vectors(segment));
      if (bySegment.put(open.getKey(), known) == null) {
        open.addClosedListener(bySegment::remove);
      }
    }
    return known;
  }
}
