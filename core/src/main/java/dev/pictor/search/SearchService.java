package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.clip.Thresholds;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.search.CombinedQuery.WeightedPart;
import dev.pictor.store.Match;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Answers queries of texts, pictures, ids and vectors. Thread-safe.
public final class SearchService {

  private final Embedder embedder;

  public SearchService(Embedder embedder) {
    this.embedder = embedder;
  }

  /// Searches one namespace of a collection.
  ///
  /// Each match is judged by the calibration of the query's parts. When the best match is
  /// [Confidence#NONE], nothing matches; otherwise the matches after the best are WEAK or better as
  /// long as they are likelier right than a random picture. Judging assumes that stored vectors
  /// have length 1, as those of every model here do.
  ///
  /// @throws dev.pictor.error.Conflict when a text or picture is asked of a collection that is
  ///   bound to another model or to none
  /// @throws NotFound for an id that is not there
  /// @throws InvalidRequest for a vector of another dimension, and when parts cancel each other out
  public SearchResult search(VectorCollection collection, Namespace namespace, SearchQuery query) {
    CombinedQuery combined = combine(collection, namespace, query.parts());
    int wanted = query.offset() + query.limit() + 1;
    long start = System.nanoTime();
    List<Match> found =
        namespace
            .query(combined.vector(), wanted + combined.exclude().size(), query.filter())
            .matches()
            .stream()
            .filter(match -> !combined.exclude().contains(match.id()))
            .toList();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return judge(collection.spec().similarity(), combined, query, found, elapsed);
  }

  private static SearchResult judge(
      Similarity similarity,
      CombinedQuery combined,
      SearchQuery query,
      List<Match> found,
      Duration elapsed) {
    Confidence best =
        found.isEmpty()
            ? Confidence.NONE
            : ofBest(cosine(similarity, found.getFirst().score()), combined.thresholds());
    List<SearchMatch> judged = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Match match = found.get(i);
      Confidence confidence =
          i == 0
              ? best
              : ofFollowing(best, cosine(similarity, match.score()), combined.thresholds());
      if (confidence != Confidence.NONE || query.includeNone()) {
        judged.add(new SearchMatch(match.id(), match.score(), confidence, match.metadata()));
      }
    }
    int from = Math.min(query.offset(), judged.size());
    int to = Math.min(from + query.limit(), judged.size());
    return new SearchResult(
        judged.subList(from, to), best, to < judged.size(), combined.times(), elapsed);
  }

  private static Confidence ofBest(double cosine, Thresholds thresholds) {
    if (cosine >= thresholds.strong()) {
      return Confidence.STRONG;
    }
    return cosine >= thresholds.weak() ? Confidence.WEAK : Confidence.NONE;
  }

  private static Confidence ofFollowing(Confidence best, double cosine, Thresholds thresholds) {
    if (best == Confidence.NONE || cosine < thresholds.likely()) {
      return Confidence.NONE;
    }
    return cosine >= thresholds.strong() ? Confidence.STRONG : Confidence.WEAK;
  }

  private static double cosine(Similarity similarity, double score) {
    return switch (similarity) {
      case COSINE, DOT_PRODUCT -> score;
      case EUCLIDEAN -> 1 - score / 2; // ‖a − b‖² = 2 − 2 cos for unit vectors
    };
  }

  private CombinedQuery combine(
      VectorCollection collection, Namespace namespace, List<QueryPart> parts) {
    List<WeightedPart> weighted = new ArrayList<>();
    List<String> exclude = new ArrayList<>();
    StageTimes times = StageTimes.zero();
    Thresholds pictures = embedder.model().manifest().picture().thresholds();
    for (QueryPart part : parts) {
      switch (part) {
        case QueryPart.TextPart(String text, double weight) -> {
          requireModel(collection);
          TextEmbedding embedded = embedder.text(text);
          times = times.plus(embedded.times());
          weighted.add(
              new WeightedPart(
                  embedded.embedding().vector().normalized(),
                  weight,
                  embedded.calibration().thresholds()));
        }
        case QueryPart.ImagePart(byte[] picture, double weight) -> {
          requireModel(collection);
          ImageEmbedding embedded = embedder.image(picture);
          times = times.plus(embedded.times());
          weighted.add(
              new WeightedPart(embedded.embedding().vector().normalized(), weight, pictures));
        }
        case QueryPart.IdPart(String id, double weight) -> {
          exclude.add(id);
          weighted.add(new WeightedPart(stored(namespace, id).normalized(), weight, pictures));
        }
        case QueryPart.VectorPart(DenseVector vector, double weight) ->
            weighted.add(
                new WeightedPart(checked(collection, vector).normalized(), weight, pictures));
      }
    }
    return CombinedQuery.of(weighted, exclude, times);
  }

  private void requireModel(VectorCollection collection) {
    collection.requireModel(embedder.model().name(), embedder.fingerprint());
  }

  private static DenseVector stored(Namespace namespace, String id) {
    List<VectorRecord> records = namespace.fetch(List.of(id));
    if (records.isEmpty()) {
      throw new NotFound("id: " + id + " (expected: an id of this collection)");
    }
    return records.getFirst().vector();
  }

  private static DenseVector checked(VectorCollection collection, DenseVector vector) {
    int dimension = collection.spec().dimension();
    if (vector.dimension() != dimension) {
      throw new InvalidRequest(
          "vector: %d numbers (expected: %d, collection: %s)"
              .formatted(vector.dimension(), dimension, collection.name()));
    }
    return vector;
  }
}
