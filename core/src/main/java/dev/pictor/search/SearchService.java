package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;

/// Answers queries of texts, pictures, ids and vectors. Thread-safe.
public final class SearchService {

  private final Embedder embedder;

  public SearchService(Embedder embedder) {
    this.embedder = embedder;
  }

  /// Searches one namespace of a collection.
  ///
  /// Each match is judged by the calibration of the query's text (the strictest of several); a
  /// query without text compares pictures with pictures and has its own thresholds. When the best
  /// match is [Confidence#NONE], nothing matches; otherwise matches after the best are WEAK or
  /// better as long as they are likelier right than a random picture.
  ///
  /// @throws dev.pictor.error.Conflict when the collection is bound to another model
  /// @throws dev.pictor.error.NotFound for an id that is not there
  public SearchResult search(VectorCollection collection, Namespace namespace, SearchQuery query) {
    throw new UnsupportedOperationException(
        "being written " + embedder + collection + namespace + query);
  }
}
