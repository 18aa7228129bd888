package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import dev.pictor.store.VectorQuery;

/// Where a page of matches begins: behind the last one of the page before. What is written between
/// two pages neither repeats a match nor takes one away that was there.
///
/// @param shown how many matches came before, 0 to 9,000
/// @param score of the last of them
/// @param id of the last of them; `""` on the first page
public record PageStart(int shown, double score, String id) {

  public static final PageStart FIRST = new PageStart(0, 0, "");

  private static final int MOST = VectorQuery.MAX_TOP_K - SearchQuery.MAX_LIMIT;

  public PageStart {
    if (shown < 0 || shown > MOST) {
      throw new InvalidRequest(
          "cursor: behind %d matches (expected: 0 to %d). Narrow the query by a filter."
              .formatted(shown, MOST));
    }
  }

  /// Whether a match comes behind: matches are in the order of falling scores, then of ids.
  boolean isBefore(double score, String id) {
    return shown == 0
        || score < this.score
        || (Double.compare(score, this.score) == 0 && id.compareTo(this.id) > 0);
  }
}
