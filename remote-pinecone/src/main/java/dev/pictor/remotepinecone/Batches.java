package dev.pictor.remotepinecone;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorSpace;
import io.pinecone.proto.Vector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// How much goes into one request: Pinecone takes 2 MB and 1,000 records. Stateless.
final class Batches {

  static final int MOST_RECORDS = 1000;
  private static final int MOST_BYTES = 1_900_000;
  private static final int FETCHED_BYTES = 4_000_000;
  private static final int USUAL_METADATA = 2_000;
  private static final int MOST_ID_BYTES = 100_000;

  private Batches() {}

  /// In their order.
  static List<List<Vector>> ofVectors(Collection<Vector> vectors) {
    List<List<Vector>> batches = new ArrayList<>();
    List<Vector> batch = new ArrayList<>();
    int bytes = 0;
    for (Vector each : vectors) {
      int size = each.getSerializedSize() + 8;
      if (batch.size() == MOST_RECORDS || (bytes + size > MOST_BYTES && !batch.isEmpty())) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(each);
      bytes += size;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /// Ids in their order, as many as may come back in one answer.
  static List<List<String>> ofIds(List<String> ids, int most) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += most) {
      batches.add(ids.subList(from, Math.min(ids.size(), from + most)));
    }
    return batches;
  }

  /// How many records are asked for at once.
  static int records(CollectionSpec spec) {
    int vector =
        switch (spec.space()) {
          case VectorSpace.Dense dense -> dense.dimension() * Float.BYTES;
          case VectorSpace.Sparse() -> USUAL_METADATA;
        };
    return Math.clamp(FETCHED_BYTES / (vector + USUAL_METADATA), 1, MOST_RECORDS);
  }

  /// How many ids go into one request.
  static int ids() {
    return Math.min(MOST_RECORDS, MOST_ID_BYTES / 100);
  }
}
