package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.SearchEffort;
import java.util.List;

/// A question to a collection.
///
/// @param parts at least one
/// @param offset matches to skip, for the next page
/// @param limit 1 to 1,000
/// @param includeNone whether matches of confidence [Confidence#NONE] are kept in the answer
/// @param effort how far the store goes for the nearest
public record SearchQuery(
    List<QueryPart> parts,
    MetadataFilter filter,
    int offset,
    int limit,
    boolean includeNone,
    SearchEffort effort) {

  public static final int MAX_LIMIT = 1000;

  /// With [SearchEffort.Automatic].
  public SearchQuery(
      List<QueryPart> parts, MetadataFilter filter, int offset, int limit, boolean includeNone) {
    this(parts, filter, offset, limit, includeNone, new SearchEffort.Automatic());
  }

  public SearchQuery {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new InvalidRequest("query: empty (expected: a text, a picture, an id or a vector)");
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
    if (offset < 0 || offset > 10_000 - limit) {
      throw new InvalidRequest("offset: " + offset + " (expected: 0 to " + (10_000 - limit) + ")");
    }
  }
}
