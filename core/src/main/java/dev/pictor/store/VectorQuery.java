package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.vector.DenseVector;

/// The `topK` records nearest to `target` among those of a namespace that match `filter`.
///
/// @param topK 1 to 10,000
public record VectorQuery(
    String namespace,
    QueryTarget target,
    int topK,
    MetadataFilter filter,
    SearchEffort effort,
    MatchContents contents) {

  public static final int MAX_TOP_K = 10_000;

  public VectorQuery {
    if (topK < 1 || topK > MAX_TOP_K) {
      throw new InvalidRequest("topK: " + topK + " (expected: 1 to " + MAX_TOP_K + ")");
    }
  }

  /// With [SearchEffort.Automatic] and the metadata of the matches.
  public VectorQuery(String namespace, QueryTarget target, int topK, MetadataFilter filter) {
    this(namespace, target, topK, filter, new SearchEffort.Automatic(), MatchContents.METADATA);
  }

  /// With [SearchEffort.Automatic] and the metadata of the matches.
  public VectorQuery(String namespace, DenseVector vector, int topK, MetadataFilter filter) {
    this(namespace, QueryTarget.of(vector), topK, filter);
  }

  public VectorQuery withEffort(SearchEffort changed) {
    return new VectorQuery(namespace, target, topK, filter, changed, contents);
  }

  public VectorQuery withContents(MatchContents changed) {
    return new VectorQuery(namespace, target, topK, filter, effort, changed);
  }
}
