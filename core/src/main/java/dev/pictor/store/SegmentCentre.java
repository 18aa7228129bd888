package dev.pictor.store;

import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;

/// The middle of a segment's vectors, taken from a sample of them: tells how near to a query any
/// record would be. Immutable, thread-safe.
final class SegmentCentre {

  private static final int SAMPLE = 256;

  private final float[] mean; // [dimension]
  private final float spread; // mean of the squared distances to the mean

  private SegmentCentre(float[] mean, float spread) {
    this.mean = mean;
    this.spread = spread;
  }

  /// Reads some hundred vectors, evenly spaced.
  static SegmentCentre of(FloatVectorValues vectors) throws IOException {
    int count = Math.min(SAMPLE, vectors.size());
    float[] mean = new float[vectors.dimension()];
    for (int i = 0; i < count; i++) {
      float[] vector = sample(vectors, i, count);
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d] / count;
      }
    }
    double spread = 0;
    for (int i = 0; i < count; i++) {
      spread += VectorKernels.squaredDistance(sample(vectors, i, count), mean) / count;
    }
    return new SegmentCentre(mean, (float) spread);
  }

  private static float[] sample(FloatVectorValues vectors, int number, int count)
      throws IOException {
    return vectors.vectorValue((int) ((long) number * vectors.size() / count));
  }

  /// Shared: callers only read it.
  float[] mean() {
    return mean;
  }

  /// How near to `target` the records are on average; higher is nearer, as in [NearestSearch].
  float nearness(Similarity similarity, float[] target) {
    return switch (similarity) {
      case COSINE, DOT_PRODUCT -> VectorKernels.dot(target, mean);
      case EUCLIDEAN -> -(VectorKernels.squaredDistance(target, mean) + spread);
    };
  }
}
