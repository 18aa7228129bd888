package dev.pictor.search;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryResult.Plan;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.WordMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the records nearest to a query, best first. For one query.
///
/// Vectors and words have no common scale, so with words each way ranks what it found, and a
/// record's score is the sum of `weight / (60 + rank)` (reciprocal rank fusion, Cormack, Clarke and
/// Büttcher 2009).
final class RecordFinder {

  private static final MatchContents WHOLE = new MatchContents(true, true);
  private static final double RANK_OFFSET = 60;

  /// At least so many of each way take part, so that pages are of one ranking.
  private static final int FUSED = 500;

  private static final Comparator<FoundRecord> BEST_FIRST =
      Comparator.comparingDouble(FoundRecord::score).reversed().thenComparing(FoundRecord::id);

  /// @param records best first
  /// @param complete whether there are no others
  record Finding(List<FoundRecord> records, boolean complete, Plan plan, long visited) {}

  private final Namespace namespace;
  private final ResolvedQuery query;
  private final MetadataFilter filter;
  private final SearchEffort effort;

  RecordFinder(
      Namespace namespace, ResolvedQuery query, MetadataFilter filter, SearchEffort effort) {
    this.namespace = namespace;
    this.query = query;
    this.filter = filter;
    this.effort = effort;
  }

  /// @param wanted at most so many, 1 to 10,000
  Finding find(int wanted) {
    List<ResolvedQuery.Words> words =
        query.parts().stream()
            .filter(part -> part instanceof ResolvedQuery.Words && part.weight() > 0)
            .map(ResolvedQuery.Words.class::cast)
            .distinct()
            .toList();
    int depth = words.isEmpty() ? wanted : Math.max(FUSED, wanted);
    int asked = Math.min(VectorQuery.MAX_TOP_K, depth + query.exclude().size());
    Optional<QueryResult> near =
        query
            .vector()
            .map(vector -> namespace.query(QueryTarget.of(vector), asked, filter, effort, WHOLE));
    Plan plan = near.map(QueryResult::plan).orElse(Plan.EXACT_SCAN);
    long visited = near.map(QueryResult::visited).orElse(0L);
    List<Match> matches = near.map(QueryResult::matches).orElse(List.of());
    if (words.isEmpty()) {
      return new Finding(
          wanted(matches).stream()
              .map(match -> FoundRecord.of(match, Map.of(), match.score()))
              .toList(),
          matches.size() < asked,
          plan,
          visited);
    }
    Fusion fusion = new Fusion();
    fusion.add(wanted(matches), query.nearWeight());
    boolean complete = matches.size() < asked;
    for (ResolvedQuery.Words part : words) {
      List<WordMatch> found = namespace.words(part.words(), asked, filter, WHOLE);
      fusion.add(part, found);
      complete &= found.size() < asked;
    }
    List<FoundRecord> all = fusion.ranked();
    return new Finding(
        all.subList(0, Math.min(wanted, all.size())),
        complete && all.size() <= wanted,
        plan,
        visited);
  }

  private List<Match> wanted(List<Match> matches) {
    return matches.stream().filter(match -> !query.exclude().contains(match.id())).toList();
  }

  /// The ranks of several ways.
  private final class Fusion {

    private final Map<String, Match> records = new LinkedHashMap<>();
    private final Map<String, Map<ResolvedQuery.Words, WordMatch>> words = new HashMap<>();
    private final Map<String, Double> scores = new HashMap<>();

    void add(List<Match> ranked, double weight) {
      for (int rank = 0; rank < ranked.size(); rank++) {
        Match match = ranked.get(rank);
        records.putIfAbsent(match.id(), match);
        scores.merge(match.id(), weight / (RANK_OFFSET + rank + 1), Double::sum);
      }
    }

    void add(ResolvedQuery.Words part, List<WordMatch> found) {
      for (WordMatch each : found) {
        words.computeIfAbsent(each.match().id(), _ -> new HashMap<>()).put(part, each);
      }
      add(wanted(found.stream().map(WordMatch::match).toList()), part.weight());
    }

    List<FoundRecord> ranked() {
      List<FoundRecord> ranked = new ArrayList<>();
      records.forEach(
          (id, match) ->
              ranked.add(
                  FoundRecord.of(
                      match, words.getOrDefault(id, Map.of()), scores.getOrDefault(id, 0.0))));
      ranked.sort(BEST_FIRST);
      return ranked;
    }
  }
}
