package dev.pictor.store;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.IOFunction;
import org.jspecify.annotations.Nullable;

/// What is worked out once for each open segment, when it is first asked for; others who ask
/// meanwhile wait. Thread-safe.
final class PerSegment<T> {

  private final IOFunction<LeafReader, T> make;
  private final Map<IndexReader.CacheKey, Made> bySegment = new ConcurrentHashMap<>();

  /// @param make asks for nothing that deletions change
  PerSegment(IOFunction<LeafReader, T> make) {
    this.make = make;
  }

  T of(LeafReader segment) throws IOException {
    IndexReader.CacheHelper open = segment.getCoreCacheHelper();
    Made made = bySegment.get(open.getKey());
    if (made == null) {
      Made mine = new Made();
      made = bySegment.putIfAbsent(open.getKey(), mine);
      if (made == null) {
        made = mine;
        open.addClosedListener(bySegment::remove);
      }
    }
    return made.of(segment);
  }

  private final class Made {

    private volatile @Nullable T value;

    T of(LeafReader segment) throws IOException {
      T known = value;
      return known == null ? make(segment) : known;
    }

    private synchronized T make(LeafReader segment) throws IOException {
      T known = value;
      if (known == null) {
        known = make.apply(segment);
        value = known;
      }
      return known;
    }
  }
}
