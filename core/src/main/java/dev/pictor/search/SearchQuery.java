package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.SearchEffort;
import java.util.List;

/// A question to a collection.
///
/// @param parts possibly none when there is a filter: then what it lets through, by id
/// @param after where the page begins
/// @param limit 1 to 1,000
/// @param least the confidence that matches have at least; [Confidence#NONE] keeps all
/// @param effort how far the store goes for the nearest
public record SearchQuery(
    List<QueryPart> parts,
    MetadataFilter filter,
    PageStart after,
    int limit,
    Confidence least,
    SearchEffort effort) {

  public static final int MAX_LIMIT = 1000;

  /// The first page of what matches, at least weakly.
  public SearchQuery(List<QueryPart> parts, MetadataFilter filter, int limit) {
    this(parts, filter, PageStart.FIRST, limit, Confidence.WEAK, new SearchEffort.Automatic());
  }

  public SearchQuery {
    parts = List.copyOf(parts);
    if (parts.isEmpty() && filter instanceof MetadataFilter.MatchAll) {
      throw new InvalidRequest(
          "query: empty (expected: a text, a picture, an id, a vector, words or a filter)");
    }
    for (QueryPart part : parts) {
      if (part.weight() == 0 || !Double.isFinite(part.weight())) {
        throw new InvalidRequest(
            "weight: " + part.weight() + " (expected: a finite number other than 0)");
      }
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidRequest("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
    if (least == Confidence.UNKNOWN) {
      throw new InvalidRequest("least: unknown (expected: one of [strong, weak, none])");
    }
  }

  /// The same question, answered from somewhere else.
  public SearchQuery from(PageStart changed) {
    return new SearchQuery(parts, filter, changed, limit, least, effort);
  }

  /// The same question that keeps what has another confidence.
  public SearchQuery atLeast(Confidence changed) {
    return new SearchQuery(parts, filter, after, limit, changed, effort);
  }

  public SearchQuery withEffort(SearchEffort changed) {
    return new SearchQuery(parts, filter, after, limit, least, changed);
  }
}
