package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.Metadata;
import dev.pictor.remotepinecone.PushedFilter.Part;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorFit;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import io.pinecone.proto.QueryRequest;
import io.pinecone.proto.ScoredVector;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// Nearest records. Thread-safe.
///
/// A filter that the service knows is applied there. Else more matches are asked for, by what of
/// the filter it knows, and the rest is applied here; when too few are left, and when every
/// candidate is to be compared, all records that may match are read and compared here.
final class NearestSearch {

  /// Services give contents with so many matches; those of more are fetched.
  private static final int MOST_WITH_CONTENTS = 1000;

  private final IndexAccess index;
  private final RecordReads reads;

  NearestSearch(IndexAccess index, RecordReads reads) {
    this.index = index;
    this.reads = reads;
  }

  QueryResult run(VectorQuery query) {
    index.requireOpen();
    if (query.target() instanceof QueryTarget.Values(VectorValues values)) {
      VectorFit.requireQuery(index.spec(), values);
    }
    PushedFilter pushed = PushedFilter.of(query.filter());
    if (pushed.part() instanceof Part.None) {
      return answer(List.of());
    }
    if (query.effort() instanceof SearchEffort.Exact) {
      return compared(query);
    }
    return pushed.exact()
        ? answer(asked(query, pushed.part(), query.topK(), query.contents()))
        : filteredHere(query, pushed.part());
  }

  private QueryResult filteredHere(VectorQuery query, Part part) {
    int asked = Math.max(query.topK(), MOST_WITH_CONTENTS);
    List<Match> candidates =
        asked(query, part, asked, new MatchContents(query.contents().values(), true));
    List<Match> matches =
        candidates.stream()
            .filter(each -> FilterMatcher.matches(query.filter(), each.metadata()))
            .limit(query.topK())
            .map(each -> query.contents().metadata() ? each : withoutMetadata(each))
            .toList();
    boolean all = candidates.size() < asked && index.spec().space() instanceof VectorSpace.Dense;
    return matches.size() == query.topK() || all ? answer(matches) : compared(query);
  }

  private static Match withoutMetadata(Match match) {
    return new Match(match.id(), match.score(), match.values(), Metadata.empty());
  }

  private List<Match> asked(VectorQuery query, Part part, int topK, MatchContents contents) {
    boolean inside = topK <= MOST_WITH_CONTENTS;
    QueryRequest.Builder request =
        QueryRequest.newBuilder()
            .setNamespace(query.namespace())
            .setTopK(topK)
            .setIncludeValues(inside && contents.values())
            .setIncludeMetadata(inside && contents.metadata());
    if (part instanceof Part.Condition(Struct condition)) {
      request.setFilter(condition);
    }
    switch (query.target()) {
      case QueryTarget.OfRecord(String id) -> {
        if (id.isEmpty() || !WireText.isUnicode(id)) {
          return List.of();
        }
        request.setId(id);
      }
      case QueryTarget.Values(VectorValues values) -> put(request, values);
    }
    List<Match> matches = new ArrayList<>();
    for (ScoredVector each :
        index.read(VectorServiceBlockingStub::query, request.build()).getMatchesList()) {
      matches.add(match(each, inside && contents.values()));
    }
    matches.sort(order());
    return inside || !(contents.values() || contents.metadata())
        ? matches
        : filled(query.namespace(), matches, contents);
  }

  private static void put(QueryRequest.Builder request, VectorValues values) {
    values
        .dense()
        .ifPresent(
            dense -> {
              for (float each : dense.shared()) {
                request.addVector(each);
              }
            });
    values.sparse().ifPresent(sparse -> request.setSparseVector(WireRecords.of(sparse)));
  }

  private static Match match(ScoredVector vector, boolean values) {
    return new Match(
        vector.getId(),
        vector.getScore(),
        values
            ? Optional.of(
                WireRecords.values(
                    vector.getId(), vector.getValuesList(), vector.getSparseValues()))
            : Optional.empty(),
        WireMetadata.read(vector.getMetadata(), vector.getId()));
  }

  /// Nearest first, then by id.
  private Comparator<Match> order() {
    Comparator<Match> byScore = Comparator.comparingDouble(Match::score);
    return (index.spec().similarity() == Similarity.EUCLIDEAN ? byScore : byScore.reversed())
        .thenComparing(Match::id, WireText.ORDER);
  }

  private List<Match> filled(String namespace, List<Match> matches, MatchContents contents) {
    Map<String, VectorRecord> records = new HashMap<>();
    reads
        .fetch(namespace, matches.stream().map(Match::id).toList())
        .forEach(each -> records.put(each.id(), each));
    return matches.stream()
        .flatMap(
            each ->
                Optional.ofNullable(records.get(each.id()))
                    .map(record -> match(record, each.score(), contents))
                    .stream())
        .toList();
  }

  private static Match match(VectorRecord record, float score, MatchContents contents) {
    return new Match(
        record.id(),
        score,
        contents.values() ? Optional.of(record.values()) : Optional.empty(),
        contents.metadata() ? record.metadata() : Metadata.empty());
  }

  private QueryResult answer(List<Match> matches) {
    return switch (index.spec().space()) {
      case VectorSpace.Dense _ -> new QueryResult(matches, QueryResult.Plan.GRAPH, 0);
      case VectorSpace.Sparse() ->
          new QueryResult(matches, QueryResult.Plan.SPARSE_SCAN, matches.size());
    };
  }

  /// Reads and compares every candidate.
  private QueryResult compared(VectorQuery query) {
    Optional<VectorValues> target =
        switch (query.target()) {
          case QueryTarget.Values(VectorValues values) -> Optional.of(values);
          case QueryTarget.OfRecord(String id) ->
              reads.fetch(query.namespace(), List.of(id)).stream()
                  .findFirst()
                  .map(VectorRecord::values);
        };
    if (target.isEmpty()) {
      return answer(List.of());
    }
    Comparator<Match> order = order();
    PriorityQueue<Match> best = new PriorityQueue<>(order.reversed());
    long[] visited = {0};
    reads.each(
        query.namespace(),
        query.filter(),
        record ->
            score(target.get(), record.values())
                .ifPresent(
                    score -> {
                      visited[0]++;
                      best.add(match(record, score, query.contents()));
                      if (best.size() > query.topK()) {
                        best.remove();
                      }
                    }));
    QueryResult.Plan plan =
        index.spec().space() instanceof VectorSpace.Dense
            ? QueryResult.Plan.EXACT_SCAN
            : QueryResult.Plan.SPARSE_SCAN;
    return new QueryResult(best.stream().sorted(order).toList(), plan, visited[0]);
  }

  /// Empty when sparse vectors share no index.
  private Optional<Float> score(VectorValues target, VectorValues values) {
    Optional<Float> sparse =
        target.sparse().flatMap(one -> values.sparse().flatMap(other -> product(one, other)));
    return target
        .dense()
        .flatMap(
            one ->
                values
                    .dense()
                    .map(other -> index.spec().similarity().score(one, other) + sparse.orElse(0f)))
        .or(() -> sparse);
  }

  private static Optional<Float> product(SparseVector one, SparseVector other) {
    Map<Integer, Float> weights = new HashMap<>();
    for (int i = 0; i < one.size(); i++) {
      weights.put(one.index(i), one.value(i));
    }
    double sum = 0;
    boolean shared = false;
    for (int i = 0; i < other.size(); i++) {
      Float weight = weights.get(other.index(i));
      if (weight != null) {
        shared = true;
        sum += (double) weight * other.value(i);
      }
    }
    return shared ? Optional.of((float) sum) : Optional.empty();
  }
}
