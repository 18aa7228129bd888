package dev.pictor.eval;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.search.Confidence;
import dev.pictor.search.PageStart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchResult;
import dev.pictor.search.SearchService;
import dev.pictor.store.SearchEffort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a collection answered to queries whose right answers are known.
///
/// @param outcomes in the order of the queries
/// @param unknown expected ids that the collection does not have: mistakes in the labels, most
///   likely; they count as not found
public record Evaluation(List<QueryOutcome> outcomes, Set<String> unknown) {

  /// How many matches of each query are looked through.
  public static final int DEPTH = 100;

  private static final int FETCHED_TOGETHER = 500;

  public Evaluation {
    outcomes = List.copyOf(outcomes);
    unknown = Set.copyOf(unknown);
  }

  /// Asks all queries, one after the other, as a client would.
  ///
  /// @throws dev.pictor.error.ServiceException as [SearchService#search] does
  public static Evaluation run(
      SearchService search,
      VectorCollection collection,
      Namespace namespace,
      SearchEffort effort,
      List<LabelledQuery> queries) {
    List<QueryOutcome> outcomes = new ArrayList<>();
    for (LabelledQuery query : queries) {
      SearchQuery asked =
          new SearchQuery(
              query.parts(), MetadataFilter.all(), PageStart.FIRST, DEPTH, Confidence.NONE, effort);
      outcomes.add(outcome(query, search.search(collection, namespace, asked)));
    }
    return new Evaluation(outcomes, unknown(namespace, queries));
  }

  private static QueryOutcome outcome(LabelledQuery query, SearchResult result) {
    List<String> ids = result.matches().stream().map(SearchMatch::id).toList();
    OptionalInt rank = OptionalInt.empty();
    for (int i = 0; i < ids.size() && rank.isEmpty(); i++) {
      if (query.expected().contains(ids.get(i))) {
        rank = OptionalInt.of(i + 1);
      }
    }
    return new QueryOutcome(
        query, rank, ids.stream().findFirst(), result.confidence(), result.level());
  }

  private static Set<String> unknown(Namespace namespace, List<LabelledQuery> queries) {
    List<String> expected =
        queries.stream().flatMap(query -> query.expected().stream()).distinct().toList();
    Set<String> unknown = new HashSet<>(expected);
    for (int from = 0; from < expected.size(); from += FETCHED_TOGETHER) {
      namespace
          .fetch(expected.subList(from, Math.min(expected.size(), from + FETCHED_TOGETHER)))
          .forEach(record -> unknown.remove(record.id()));
    }
    return unknown;
  }

  public Quality quality() {
    return Quality.of(outcomes);
  }

  /// By language, without the queries of which nobody said it.
  public SortedMap<String, Quality> byLanguage() {
    Map<String, List<QueryOutcome>> parted =
        outcomes.stream()
            .filter(each -> !each.query().language().isEmpty())
            .collect(Collectors.groupingBy(each -> each.query().language()));
    SortedMap<String, Quality> qualities = new TreeMap<>();
    parted.forEach((language, some) -> qualities.put(language, Quality.of(some)));
    return qualities;
  }
}
