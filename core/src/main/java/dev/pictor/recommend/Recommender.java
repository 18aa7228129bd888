package dev.pictor.recommend;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.search.Confidence;
import dev.pictor.search.PageStart;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchService;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Recommends pictures of a collection for those that are liked and disliked, which never are among
/// them. Thread-safe.
///
/// What is found is ranked, and cut off by the limit alone: the confidence of each match says
/// whether it is like a liked picture at all. [Confidence#UNKNOWN] where nothing was asked for.
public final class Recommender {

  /// So many neighbours of the liked pictures are compared, of all of them together.
  private static final int COMPARED = 4000;

  /// A surprise is chosen from so many times as many pictures as are wanted.
  private static final int POOL_FACTOR = 10;

  private static final int LEAST_POOL = 50;

  /// So many vectors are read at once.
  private static final int READ = 500;

  private final SearchService search;

  public Recommender(SearchService search) {
    this.search = search;
  }

  /// @return best first; a surprise in the order in which its pictures were chosen
  /// @throws NotFound naming the ids that are not there
  /// @throws InvalidRequest in a collection of sparse vectors, and with liked ids in one that the
  ///   server's model cannot judge
  public List<SearchMatch> recommend(
      VectorCollection collection, Namespace namespace, RecommendQuery query) {
    if (collection.spec().space() instanceof VectorSpace.Sparse) {
      throw new InvalidRequest(
          "collection: %s holds sparse vectors (expected: dense ones)"
              .formatted(collection.name()));
    }
    Map<String, DenseVector> rated = rated(namespace, query);
    return switch (query.strategy()) {
      case Strategy.Average() -> average(collection, namespace, query, query.limit());
      case Strategy.BestScore() -> bestScore(collection, namespace, query, rated);
      case Strategy.Surprise(long seed) ->
          query.liked().isEmpty()
              ? surprise(collection, namespace, query, rated, seed)
              : relevantSurprise(collection, namespace, query, rated, seed);
    };
  }

  /// Unit vectors by id.
  private static Map<String, DenseVector> rated(Namespace namespace, RecommendQuery query) {
    Map<String, DenseVector> units = units(namespace, List.copyOf(query.rated()));
    List<String> missing = query.rated().stream().filter(id -> !units.containsKey(id)).toList();
    if (!missing.isEmpty()) {
      throw new NotFound(
          Diagnosis.of(ErrorCode.PICTURE_MISSING).with("id", missing.getFirst()),
          "id: %s (expected: ids of this collection)".formatted(String.join(", ", missing)));
    }
    return units;
  }

  private static Map<String, DenseVector> units(Namespace namespace, List<String> ids) {
    Map<String, DenseVector> units = new HashMap<>();
    for (VectorRecord record : namespace.fetch(ids)) {
      units.put(record.id(), record.vector().normalized());
    }
    return units;
  }

  private List<SearchMatch> average(
      VectorCollection collection, Namespace namespace, RecommendQuery query, int limit) {
    List<QueryPart> parts = new ArrayList<>();
    query.liked().forEach(id -> parts.add(new QueryPart.IdPart(id, 1.0 / query.liked().size())));
    query
        .disliked()
        .forEach(id -> parts.add(new QueryPart.IdPart(id, -1.0 / query.disliked().size())));
    return search(collection, namespace, query, parts, limit);
  }

  private List<SearchMatch> search(
      VectorCollection collection,
      Namespace namespace,
      RecommendQuery query,
      List<QueryPart> parts,
      int limit) {
    SearchQuery asked =
        new SearchQuery(
            parts,
            query.filter(),
            PageStart.FIRST,
            limit,
            Confidence.NONE,
            new SearchEffort.Automatic());
    return search.search(collection, namespace, asked).matches();
  }

  private List<SearchMatch> bestScore(
      VectorCollection collection,
      Namespace namespace,
      RecommendQuery query,
      Map<String, DenseVector> rated) {
    int depth =
        Math.min(
            SearchQuery.MAX_LIMIT,
            Math.max(query.limit(), COMPARED / query.liked().size()) + query.rated().size());
    Map<String, SearchMatch> candidates = new LinkedHashMap<>();
    for (String id : query.liked()) {
      List<QueryPart> part = List.of(new QueryPart.IdPart(id, 1));
      // What is near to several is judged by the nearest.
      search(collection, namespace, query, part, depth)
          .forEach(match -> candidates.merge(match.id(), match, Recommender::nearer));
    }
    query.rated().forEach(candidates::remove);
    BestScores scores = new BestScores(units(rated, query.liked()), units(rated, query.disliked()));
    return scored(namespace, candidates, scores).stream().limit(query.limit()).toList();
  }

  private static SearchMatch nearer(SearchMatch one, SearchMatch other) {
    return one.parts().getFirst() >= other.parts().getFirst() ? one : other;
  }

  private static List<SearchMatch> scored(
      Namespace namespace, Map<String, SearchMatch> candidates, BestScores scores) {
    List<String> ids = List.copyOf(candidates.keySet());
    List<SearchMatch> scored = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += READ) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + READ));
      units(namespace, some)
          .forEach((id, unit) -> scored.add(scores.scored(required(candidates, id), unit)));
    }
    scored.sort(BestScores.BEST_FIRST);
    return scored;
  }

  private static <V> V required(Map<String, V> values, String id) {
    return Objects.requireNonNull(values.get(id), id);
  }

  private static List<DenseVector> units(Map<String, DenseVector> rated, List<String> ids) {
    return ids.stream().map(id -> required(rated, id)).toList();
  }

  private static List<SearchMatch> surprise(
      VectorCollection collection,
      Namespace namespace,
      RecommendQuery query,
      Map<String, DenseVector> rated,
      long seed) {
    // Out of all it would end in what nobody wants to see: the few that are like nothing else.
    int pool = Math.max(LEAST_POOL, POOL_FACTOR * query.limit());
    List<VectorRecord> drawn =
        new RecordDraw(namespace, query.filter(), collection.spec().dimension(), seed)
            .draw(query.rated(), pool);
    List<DenseVector> units = drawn.stream().map(each -> each.vector().normalized()).toList();
    return Spread.choose(units, List.copyOf(rated.values()), query.limit()).stream()
        .map(drawn::get)
        .map(each -> new SearchMatch(each.id(), 0, Confidence.UNKNOWN, each.metadata(), List.of()))
        .toList();
  }

  /// Those that fit are the nearest quarter of a small collection, fewer of a large one. Half of
  /// them is drawn, so that another seed gives others.
  private List<SearchMatch> relevantSurprise(
      VectorCollection collection,
      Namespace namespace,
      RecommendQuery query,
      Map<String, DenseVector> rated,
      long seed) {
    long quarter = namespace.count(query.filter()) / 4;
    int pool =
        (int)
            Math.min(
                SearchQuery.MAX_LIMIT,
                Math.max(
                    3L * query.limit(),
                    Math.min(quarter, Math.max(LEAST_POOL, POOL_FACTOR * query.limit()))));
    List<SearchMatch> fitting = new ArrayList<>(average(collection, namespace, query, pool));
    Collections.shuffle(fitting, new Random(seed));
    int drawn = Math.max(query.limit(), fitting.size() / 2);
    Map<String, SearchMatch> matches = new LinkedHashMap<>();
    fitting.stream().limit(drawn).forEach(match -> matches.put(match.id(), match));
    Map<String, DenseVector> units = units(namespace, List.copyOf(matches.keySet()));
    List<String> ids = matches.keySet().stream().filter(units::containsKey).toList();
    return Spread.choose(units(units, ids), List.copyOf(rated.values()), query.limit()).stream()
        .map(place -> required(matches, ids.get(place)))
        .toList();
  }
}
