package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.vector.DenseVector;

/// The `topK` records nearest to `vector` among those of a namespace that match `filter`.
///
/// @param topK 1 to 10,000
public record VectorQuery(
    String namespace, DenseVector vector, int topK, MetadataFilter filter, SearchEffort effort) {

  public static final int MAX_TOP_K = 10_000;

  /// With [SearchEffort.Automatic].
  public VectorQuery(String namespace, DenseVector vector, int topK, MetadataFilter filter) {
    this(namespace, vector, topK, filter, new SearchEffort.Automatic());
  }

  public VectorQuery {
    if (topK < 1 || topK > MAX_TOP_K) {
      throw new InvalidRequest("topK: " + topK + " (expected: 1 to " + MAX_TOP_K + ")");
    }
  }
}
