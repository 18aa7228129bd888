package dev.pictor.search;

import dev.pictor.clip.StageTimes;
import dev.pictor.store.QueryResult;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/// The answer to a [SearchQuery].
///
/// @param matches best first; empty when nothing matches
/// @param confidence of the best match, whether or not it is among `matches`; [Confidence#NONE]
///   means "nothing matches"
/// @param level of the best match on the scale of its confidence: below 1 nothing matches, from 1
///   weak, from 2 strong; empty when nothing was found, and when the model is not calibrated
/// @param more whether a next page has matches
/// @param truncated whether a text of the query was longer than the model reads, so that its end
///   does not count
/// @param embed where the time of embedding went
/// @param search time in the store
/// @param plan how the store found the matches
/// @param visited vectors that it compared
public record SearchResult(
    List<SearchMatch> matches,
    Confidence confidence,
    OptionalDouble level,
    boolean more,
    boolean truncated,
    StageTimes embed,
    Duration search,
    QueryResult.Plan plan,
    long visited) {
  public SearchResult {
    matches = List.copyOf(matches);
  }
}
