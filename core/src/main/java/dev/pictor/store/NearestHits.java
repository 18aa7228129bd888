package dev.pictor.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/// Keeps the nearest `limit` documents; equally near ones in the order of their ids. Used by one
/// thread.
final class NearestHits {

  /// @param nearness higher is nearer
  record Hit(float nearness, BytesRef id, LeafReader reader, int doc) {}

  private static final Comparator<Hit> NEAREST_FIRST =
      (a, b) -> {
        int order = Float.compare(b.nearness, a.nearness);
        return order != 0
            ? order
            : Arrays.compareUnsigned(a.id.bytes, 0, a.id.length, b.id.bytes, 0, b.id.length);
      };

  private final int limit;
  private final PriorityQueue<Hit> farthestFirst = new PriorityQueue<>(NEAREST_FIRST.reversed());
  private float worst = Float.NEGATIVE_INFINITY;

  NearestHits(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /// Nearness of the farthest of them; negative infinity while there are fewer than the limit.
  float worst() {
    return worst;
  }

  /// Offers documents of one segment in ascending order.
  Segment segment(LeafReader reader) throws IOException {
    return new Segment(reader, RecordReader.column(reader, RecordSchema.ID));
  }

  List<Hit> nearestFirst() {
    List<Hit> hits = new ArrayList<>(farthestFirst);
    hits.sort(NEAREST_FIRST);
    return hits;
  }

  final class Segment {

    private final LeafReader reader;
    private final BinaryDocValues ids;

    private Segment(LeafReader reader, BinaryDocValues ids) {
      this.reader = reader;
      this.ids = ids;
    }

    void offer(int doc, float nearness) throws IOException {
      if (nearness < worst) {
        return;
      }
      BytesRef id = BytesRef.deepCopyOf(RecordReader.value(ids, doc));
      farthestFirst.add(new Hit(nearness, id, reader, doc));
      if (farthestFirst.size() > limit) {
        farthestFirst.remove();
      }
      if (farthestFirst.size() == limit) {
        worst = farthestFirst.element().nearness;
      }
    }
  }
}
