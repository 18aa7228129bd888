package dev.pictor.reembed;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.VectorCollection;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.search.Calibrator;
import dev.pictor.search.Confidence;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchService;
import dev.pictor.store.SearchEffort;
import java.util.ArrayList;
import java.util.List;

/// Asks two generations the same questions. Immutable, thread-safe.
public final class GenerationComparison {

  /// A generation and its model.
  public record Side(VectorCollection collection, Embedder embedder) {}

  private final Side serving;
  private final Side beside;
  private final String namespace;

  public GenerationComparison(Side serving, Side beside, String namespace) {
    this.serving = serving;
    this.beside = beside;
    this.namespace = namespace;
  }

  /// @param limit how many matches of each are compared, 1 to 1,000
  /// @throws dev.pictor.error.NotFound for an id that one of them does not have
  public Comparison run(List<ComparedQuery> queries, int limit) {
    List<Comparison.Answer> answers = new ArrayList<>();
    for (ComparedQuery query : queries) {
      answers.add(
          Comparison.Answer.of(query, ids(serving, query, limit), ids(beside, query, limit)));
    }
    double overlap = answers.stream().mapToDouble(Comparison.Answer::overlap).average().orElse(0);
    return new Comparison(limit, overlap, answers);
  }

  /// The nearest, those that would be judged as no match included: what is to be seen is the order.
  private List<String> ids(Side side, ComparedQuery query, int limit) {
    QueryPart part =
        switch (query) {
          case ComparedQuery.ByText(String text) -> new QueryPart.TextPart(text, 1);
          case ComparedQuery.ById(String id) -> new QueryPart.IdPart(id, 1);
        };
    SearchQuery search =
        new SearchQuery(List.of(part), MetadataFilter.all(), limit)
            .atLeast(Confidence.NONE)
            .withEffort(new SearchEffort.Exact());
    return new SearchService(side.embedder(), Calibrator.ofModelsAlone())
            .search(side.collection(), side.collection().namespace(namespace), search)
            .matches()
            .stream()
            .map(SearchMatch::id)
            .toList();
  }
}
