package dev.pictor.search;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Answers queries of texts, pictures, ids and vectors. Thread-safe.
public final class SearchService {

  private static final MatchContents WHOLE = new MatchContents(true, true);

  private final Embedder embedder;

  public SearchService(Embedder embedder) {
    this.embedder = embedder;
  }

  /// Searches one namespace of a collection.
  ///
  /// When the best match is [Confidence#NONE], nothing matches; otherwise the matches after the
  /// best are WEAK or better as long as they are likelier right than a random picture. Judging
  /// assumes vectors of this server's model; with a model that is not calibrated all matches are
  /// [Confidence#UNKNOWN].
  ///
  /// @throws dev.pictor.error.Conflict when a text or picture is asked of a collection that is
  ///   bound to another model or to none
  /// @throws NotFound for an id that is not there
  /// @throws InvalidRequest for a vector of another dimension, and when parts cancel each other out
  public SearchResult search(VectorCollection collection, Namespace namespace, SearchQuery query) {
    ResolvedQuery resolved = resolve(collection, namespace, query.parts());
    int wanted = query.offset() + query.limit() + 1 + resolved.exclude().size();
    long start = System.nanoTime();
    QueryResult answer =
        namespace.query(
            QueryTarget.of(resolved.vector()), wanted, query.filter(), query.effort(), WHOLE);
    List<SearchMatch> judged =
        judge(
            resolved,
            answer.matches().stream()
                .filter(match -> !resolved.exclude().contains(match.id()))
                .toList());
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Confidence best = judged.isEmpty() ? Confidence.NONE : judged.getFirst().confidence();
    List<SearchMatch> kept =
        query.includeNone()
            ? judged
            : judged.stream().filter(match -> match.confidence() != Confidence.NONE).toList();
    int from = Math.min(query.offset(), kept.size());
    int to = Math.min(from + query.limit(), kept.size());
    return new SearchResult(
        kept.subList(from, to),
        best,
        to < kept.size(),
        resolved.truncated(),
        resolved.times(),
        elapsed,
        answer.plan(),
        answer.visited());
  }

  private static List<SearchMatch> judge(ResolvedQuery resolved, List<Match> found) {
    List<SearchMatch> judged = new ArrayList<>();
    Confidence best = Confidence.NONE;
    for (Match match : found) {
      DenseVector vector = match.values().flatMap(VectorValues::dense).orElseThrow();
      OptionalDouble level = resolved.level(vector.normalized());
      Confidence confidence = confidence(level, judged.isEmpty(), best);
      if (judged.isEmpty()) {
        best = confidence;
      }
      judged.add(new SearchMatch(match.id(), match.score(), confidence, match.metadata()));
    }
    return judged;
  }

  private static Confidence confidence(OptionalDouble level, boolean first, Confidence best) {
    if (level.isEmpty()) {
      return Confidence.UNKNOWN;
    }
    return first ? ofBest(level.getAsDouble()) : ofFollowing(best, level.getAsDouble());
  }

  private static Confidence ofBest(double level) {
    if (level >= 2) {
      return Confidence.STRONG;
    }
    return level >= 1 ? Confidence.WEAK : Confidence.NONE;
  }

  private static Confidence ofFollowing(Confidence best, double level) {
    if (best == Confidence.NONE || level < 0) {
      return Confidence.NONE;
    }
    return level >= 2 ? Confidence.STRONG : Confidence.WEAK;
  }

  private ResolvedQuery resolve(
      VectorCollection collection, Namespace namespace, List<QueryPart> parts) {
    List<ResolvedQuery.Part> resolved = new ArrayList<>();
    List<String> exclude = new ArrayList<>();
    StageTimes times = StageTimes.zero();
    boolean truncated = false;
    Calibration pictures = embedder.model().pictureCalibration();
    Function<DenseVector, DenseVector> checked = vector -> checked(collection, vector);
    for (QueryPart part : parts) {
      switch (part) {
        case QueryPart.TextPart(String text, double weight) -> {
          requireModel(collection);
          TextEmbedding embedded = embedder.text(text);
          times = times.plus(embedded.times());
          truncated |= embedded.truncated();
          DenseVector unit = embedded.embedding().vector().normalized();
          resolved.add(new ResolvedQuery.Part(unit, weight, embedded.calibration()));
        }
        case QueryPart.ImagePart(byte[] picture, double weight) -> {
          requireModel(collection);
          ImageEmbedding embedded = embedder.image(picture);
          times = times.plus(embedded.times());
          DenseVector unit = embedded.embedding().vector().normalized();
          resolved.add(new ResolvedQuery.Part(unit, weight, pictures));
        }
        case QueryPart.IdPart(String id, double weight) -> {
          exclude.add(id);
          DenseVector unit = checked.apply(stored(namespace, id)).normalized();
          resolved.add(new ResolvedQuery.Part(unit, weight, pictures));
        }
        case QueryPart.VectorPart(DenseVector vector, double weight) ->
            resolved.add(
                new ResolvedQuery.Part(checked.apply(vector).normalized(), weight, pictures));
      }
    }
    return new ResolvedQuery(resolved, exclude, truncated, times);
  }

  private void requireModel(VectorCollection collection) {
    collection.requireModel(embedder.model().name(), embedder.fingerprint());
  }

  private static DenseVector stored(Namespace namespace, String id) {
    List<VectorRecord> records = namespace.fetch(List.of(id));
    if (records.isEmpty()) {
      throw new NotFound(
          Diagnosis.of(ErrorCode.PICTURE_MISSING).with("id", id),
          "id: " + id + " (expected: an id of this collection)");
    }
    return records.getFirst().vector();
  }

  /// Searching here means judging by this server's model, so a collection of another dimension
  /// cannot be asked.
  private DenseVector checked(VectorCollection collection, DenseVector vector) {
    int dimension = embedder.model().dimension();
    if (vector.dimension() != dimension || collection.spec().dimension() != dimension) {
      throw new InvalidRequest(
          "vector: %d numbers (expected: %d, collection: %s with %d, model: %s)"
              .formatted(
                  vector.dimension(),
                  dimension,
                  collection.name(),
                  collection.spec().dimension(),
                  embedder.model().name()));
    }
    return vector;
  }
}
