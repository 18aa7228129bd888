package dev.pictor.store;

import dev.pictor.store.QueryResult.Plan;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/// Answers one query from one commit. Used by one thread.
///
/// How it works: a dense query is the business of [NearestSearch], a sparse one of [SparseSearch].
/// A hybrid one is split: records that share an index with the query are scored one by one, by both
/// parts; for all others the sparse part is 0, so the dense search finds the nearest of them. Both
/// fill one list.
final class QueryRun {

  private final CollectionSpec spec;
  private final StoreTuning tuning;
  private final SegmentAids aids;
  private final VectorQuery query;
  private final NearestHits hits;

  QueryRun(CollectionSpec spec, StoreTuning tuning, SegmentAids aids, VectorQuery query) {
    this.spec = spec;
    this.tuning = tuning;
    this.aids = aids;
    this.query = query;
    this.hits = new NearestHits(query.topK());
  }

  /// @param candidates the records of the namespace that match the filter
  QueryResult run(IndexSearcher searcher, Query candidates) throws IOException {
    Optional<VectorValues> target = target(searcher);
    if (target.isEmpty()) {
      return new QueryResult(List.of(), Plan.EXACT_SCAN, 0);
    }
    Cost cost =
        switch (target.get()) {
          case VectorValues.Dense(DenseVector dense) -> nearest(searcher, dense, candidates);
          case VectorValues.Sparse(SparseVector sparse) ->
              new Cost(Plan.SPARSE_SCAN, overlapping(searcher, sparse, null, candidates));
          case VectorValues.Hybrid(DenseVector dense, SparseVector sparse) ->
              hybrid(searcher, dense, sparse, candidates);
        };
    List<Match> matches =
        MatchReader.matches(hits.nearestFirst(), spec.similarity(), query.contents());
    return new QueryResult(matches, cost.plan(), cost.visited());
  }

  /// What a search did.
  ///
  /// @param visited vectors that were compared
  record Cost(Plan plan, long visited) {}

  private Optional<VectorValues> target(IndexSearcher searcher) throws IOException {
    return switch (query.target()) {
      case QueryTarget.Values(VectorValues values) -> Optional.of(values);
      case QueryTarget.OfRecord(String id) ->
          RecordReader.record(searcher, IndexTerms.key(query.namespace(), id), id)
              .map(VectorRecord::values);
    };
  }

  private Cost nearest(IndexSearcher searcher, DenseVector dense, Query candidates)
      throws IOException {
    return new NearestSearch(tuning, aids, spec.space(), dense, hits, query.effort())
        .run(searcher, Candidates.of(searcher, candidates));
  }

  private long overlapping(
      IndexSearcher searcher, SparseVector sparse, float @Nullable [] dense, Query candidates)
      throws IOException {
    Query both = and(candidates, SparseSearch.overlapping(sparse), Occur.FILTER);
    return new SparseSearch(sparse, dense, hits).run(Candidates.of(searcher, both));
  }

  private Cost hybrid(
      IndexSearcher searcher, DenseVector dense, SparseVector sparse, Query candidates)
      throws IOException {
    long visited = overlapping(searcher, sparse, dense.shared(), candidates);
    Query others = and(candidates, SparseSearch.overlapping(sparse), Occur.MUST_NOT);
    Cost rest = nearest(searcher, dense, others);
    return new Cost(rest.plan(), visited + rest.visited());
  }

  private static Query and(Query candidates, Query condition, Occur occur) {
    return new BooleanQuery.Builder().add(candidates, Occur.FILTER).add(condition, occur).build();
  }
}
