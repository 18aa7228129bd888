package dev.pictor.opensearch;

import dev.pictor.store.QueryResult;
import dev.pictor.store.VectorQuery;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.SparseWeights;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Compares records here, one after the other, where the cluster has no exact way: sparse vectors,
/// sums of dense and sparse products, and vectors too wide for k-NN. Thread-safe.
///
/// Every candidate comes over the network once, so its time grows with their number; the memory
/// does not.
final class Comparing {

  private static final int PAGE = 1000;
  private static final int WIDE_PAGE = 50;

  private final RecordIndex index;

  Comparing(RecordIndex index) {
    this.index = index;
  }

  QueryResult run(VectorQuery query, VectorValues target) {
    Map<String, Object> candidates = index.matching(query.namespace(), query.filter());
    boolean dense = target.dense().isPresent();
    if (!dense) {
      candidates = Queries.and(List.of(candidates, sharing(target.sparse().orElseThrow())));
    }
    int page = index.spec().dimension() > RecordDocument.WIDEST ? WIDE_PAGE : PAGE;
    Similarity similarity = index.spec().similarity();
    Ranking ranking = new Ranking(similarity, query.topK());
    Optional<SparseWeights> weights = target.sparse().map(SparseWeights::of);
    Optional<DenseVector> searched =
        target.dense().map(vector -> RecordDocument.searched(similarity, vector));
    long visited = 0;
    String after = "";
    List<JsonNode> some;
    do {
      some = index.page(candidates, after, page, RecordDocument.WHOLE, false);
      for (JsonNode each : some) {
        JsonNode source = each.required("_source");
        VectorValues values = RecordDocument.values(source);
        ranking.add(source, values, score(similarity, searched, weights, values));
        after = RecordDocument.id(source);
        visited++;
      }
    } while (some.size() == page);
    return new QueryResult(
        ranking.matches(query.contents()),
        dense ? QueryResult.Plan.EXACT_SCAN : QueryResult.Plan.SPARSE_SCAN,
        visited);
  }

  private static Map<String, Object> sharing(SparseVector sparse) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < sparse.size(); i++) {
      entries.add(RecordDocument.entry(sparse.index(i)));
    }
    return Queries.terms(RecordDocument.ENTRIES, entries);
  }

  private static float score(
      Similarity similarity,
      Optional<DenseVector> searched,
      Optional<SparseWeights> weights,
      VectorValues values) {
    float sparse =
        weights.isPresent() && values.sparse().isPresent()
            ? weights.get().dot(values.sparse().get())
            : 0;
    return searched
        .map(
            vector ->
                RecordDocument.score(similarity, vector, values.dense().orElseThrow()) + sparse)
        .orElse(sparse);
  }
}
