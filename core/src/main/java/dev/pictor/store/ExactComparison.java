package dev.pictor.store;

import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReader;

/// Compares records with one query and offers them to its hits. Every score comes from here,
/// whichever plan led to the record. Used by one thread.
final class ExactComparison {

  private final Similarity similarity;
  private final float[] target; // [dimension], of length 1 under cosine
  private final NearestHits hits;

  ExactComparison(Similarity similarity, float[] target, NearestHits hits) {
    this.similarity = similarity;
    this.target = target;
    this.hits = hits;
  }

  /// Shared: callers only read it.
  float[] target() {
    return target;
  }

  NearestHits hits() {
    return hits;
  }

  /// Compares records of one segment, in ascending order.
  Pass pass(LeafReader segment) throws IOException {
    return new Pass(segment);
  }

  final class Pass {

    private final FloatVectorValues vectors;
    private final DocIndexIterator ordinals;
    private final NearestHits.Segment offers;

    private Pass(LeafReader segment) throws IOException {
      this.vectors = RecordReader.vectors(segment);
      this.ordinals = vectors.iterator();
      this.offers = hits.segment(segment);
    }

    /// @return the nearness; higher is nearer
    float compare(int doc) throws IOException {
      ordinals.advance(doc);
      float nearness = nearness(vectors.vectorValue(ordinals.index()));
      offers.offer(doc, nearness);
      return nearness;
    }
  }

  private float nearness(float[] vector) {
    return switch (similarity) {
      case COSINE -> Math.clamp(VectorKernels.dot(target, vector), -1f, 1f);
      case DOT_PRODUCT -> VectorKernels.dot(target, vector);
      case EUCLIDEAN -> -VectorKernels.squaredDistance(target, vector);
    };
  }
}
