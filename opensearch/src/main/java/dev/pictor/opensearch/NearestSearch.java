package dev.pictor.opensearch;

import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Match;
import dev.pictor.store.QueryResult;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Finds the records nearest to a dense vector. Thread-safe.
///
/// How it works: the cluster walks its graphs, or compares everything when that is asked for or
/// when there is little; a few more candidates than wanted come back with the vectors that clients
/// sent, and their scores are taken from these here, by the same arithmetic as in the embedded
/// store.
final class NearestSearch {

  /// Up to so many records a comparison of all is as fast as a walk, and exact.
  private static final long FEW = 10_000;

  /// What a walk keeps, unless more matches are wanted.
  private static final int WALK = 160;

  /// Scores that differ in the cluster's rounding only come in the right order.
  private static final int MORE = 10;

  private final RecordIndex index;
  private final CountEstimate count;

  NearestSearch(RecordIndex index) {
    this.index = index;
    this.count = new CountEstimate(() -> index.count(Queries.all()));
  }

  QueryResult run(VectorQuery query, DenseVector target) {
    Map<String, Object> candidates = index.matching(query.namespace(), query.filter());
    CollectionSpec spec = index.spec();
    DenseVector searched = RecordDocument.searched(spec.similarity(), target);
    boolean exact =
        query.effort() instanceof SearchEffort.Exact
            || (query.effort() instanceof SearchEffort.Automatic && count.get() <= FEW);
    int wanted = query.topK() + MORE;
    if (!exact && spec.space().precision() == VectorSpace.Precision.INT8) {
      wanted = 2 * query.topK() + MORE;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", wanted);
    body.put("track_total_hits", exact);
    body.put("_source", RecordDocument.WHOLE);
    body.put(
        "query",
        exact ? comparison(spec, candidates, searched) : walk(query, candidates, searched, wanted));
    if (exact) {
      body.put("sort", List.of(Map.of("_score", "desc"), Map.of(RecordDocument.ID, "asc")));
    }
    JsonNode hits = index.search(body).required("hits");
    return new QueryResult(
        matches(query, searched, hits),
        exact ? QueryResult.Plan.EXACT_SCAN : QueryResult.Plan.GRAPH,
        exact ? hits.at("/total/value").asLong() : hits.path("hits").size());
  }

  private static Map<String, Object> comparison(
      CollectionSpec spec, Map<String, Object> candidates, DenseVector vector) {
    return Map.of(
        "script_score",
        Map.of(
            "query",
            candidates,
            "script",
            Map.of(
                "lang",
                "knn",
                "source",
                "knn_score",
                "params",
                Map.of(
                    "field",
                    RecordDocument.VECTOR,
                    "query_value",
                    vector.shared(),
                    "space_type",
                    RecordDocument.spaceType(spec.similarity())))));
  }

  private static Map<String, Object> walk(
      VectorQuery query, Map<String, Object> candidates, DenseVector vector, int wanted) {
    int ef =
        switch (query.effort()) {
          case SearchEffort.Walk(int given) -> given;
          case SearchEffort.Automatic(), SearchEffort.Exact() -> WALK;
        };
    return Map.of(
        "knn",
        Map.of(
            RecordDocument.VECTOR,
            Map.of(
                "vector",
                vector.shared(),
                "k",
                Math.min(wanted, VectorQuery.MAX_TOP_K),
                "filter",
                candidates,
                "method_parameters",
                Map.of("ef_search", Math.max(ef, wanted)))));
  }

  private List<Match> matches(VectorQuery query, DenseVector searched, JsonNode hits) {
    Similarity similarity = index.spec().similarity();
    Ranking ranking = new Ranking(similarity, query.topK());
    for (JsonNode each : hits.path("hits")) {
      JsonNode source = each.required("_source");
      VectorValues values = RecordDocument.values(source);
      ranking.add(
          source, values, RecordDocument.score(similarity, searched, values.dense().orElseThrow()));
    }
    return ranking.matches(query.contents());
  }
}
