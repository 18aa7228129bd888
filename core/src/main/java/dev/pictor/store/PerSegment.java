package dev.pictor.store;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.IOFunction;

/// What is worked out once for each open segment, when it is first asked for. Thread-safe.
final class PerSegment<T> {

  private final IOFunction<LeafReader, T> make;
  private final Map<IndexReader.CacheKey, T> bySegment = new ConcurrentHashMap<>();

  /// @param make asks for nothing that deletions change
  PerSegment(IOFunction<LeafReader, T> make) {
    this.make = make;
  }

  T of(LeafReader segment) throws IOException {
    IndexReader.CacheHelper open = segment.getCoreCacheHelper();
    T known = bySegment.get(open.getKey());
    if (known == null) {
      known = make.apply(segment);
      if (bySegment.put(open.getKey(), known) == null) {
        open.addClosedListener(bySegment::remove);
      }
    }
    return known;
  }
}
