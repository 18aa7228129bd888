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
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.MatchContents;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.WordMatch;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the parts of a query vectors. For one query.
final class QueryResolver {

  private final Embedder embedder;
  private final Calibrator calibrator;
  private final VectorCollection collection;
  private final Namespace namespace;
  private final List<ResolvedQuery.Part> resolved = new ArrayList<>();
  private final Set<String> exclude = new HashSet<>();
  private StageTimes times = StageTimes.zero();
  private boolean truncated;

  QueryResolver(
      Embedder embedder, Calibrator calibrator, VectorCollection collection, Namespace namespace) {
    this.embedder = embedder;
    this.calibrator = calibrator;
    this.collection = collection;
    this.namespace = namespace;
  }

  ResolvedQuery resolve(SearchQuery query) {
    for (QueryPart part : query.parts()) {
      resolved.add(resolve(part, query.filter()));
    }
    return new ResolvedQuery(resolved, exclude, truncated, times);
  }

  private ResolvedQuery.Part resolve(QueryPart part, MetadataFilter filter) {
    return switch (part) {
      case QueryPart.TextPart(String text, double weight) -> {
        requireModel();
        TextEmbedding embedded = embedder.text(text);
        times = times.plus(embedded.times());
        truncated |= embedded.truncated();
        DenseVector unit = embedded.embedding().vector().normalized();
        yield new ResolvedQuery.Near(
            unit,
            weight,
            calibrator.ofText(embedder, collection, namespace, text, embedded.calibration()));
      }
      case QueryPart.ImagePart(byte[] picture, double weight) -> {
        requireModel();
        ImageEmbedding embedded = embedder.image(picture);
        times = times.plus(embedded.times());
        DenseVector unit = embedded.embedding().vector().normalized();
        yield near(unit, weight);
      }
      case QueryPart.IdPart(String id, double weight) -> {
        exclude.add(id);
        DenseVector unit = checked(stored(id)).normalized();
        yield near(unit, weight);
      }
      case QueryPart.VectorPart(DenseVector vector, double weight) ->
          near(checked(vector).normalized(), weight);
      case QueryPart.WordsPart(String words, double weight) -> {
        if (weight < 0) {
          excludeWords(words, filter);
        }
        yield new ResolvedQuery.Words(words, weight);
      }
    };
  }

  /// What a part that is no text is judged as: a picture.
  private ResolvedQuery.Near near(DenseVector unit, double weight) {
    Calibration own = embedder.model().pictureCalibration();
    return new ResolvedQuery.Near(
        unit, weight, calibrator.ofPicture(embedder, collection, namespace, own));
  }

  private void excludeWords(String words, MetadataFilter filter) {
    namespace.words(words, VectorQuery.MAX_TOP_K, filter, new MatchContents(false, false)).stream()
        .filter(WordMatch::whole)
        .forEach(each -> exclude.add(each.match().id()));
  }

  private void requireModel() {
    collection.requireModel(embedder.model().name(), embedder.fingerprint());
  }

  private DenseVector stored(String id) {
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
  private DenseVector checked(DenseVector vector) {
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
