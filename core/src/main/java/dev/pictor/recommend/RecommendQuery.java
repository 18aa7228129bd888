package dev.pictor.recommend;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// A taste, and what is wanted for it.
///
/// @param liked ids, at most [#MOST_IDS], each once; at least one unless it is to be a surprise
/// @param disliked ids, at most [#MOST_IDS], none of the liked ones
/// @param limit 1 to [#MAX_LIMIT]
public record RecommendQuery(
    List<String> liked,
    List<String> disliked,
    Strategy strategy,
    MetadataFilter filter,
    int limit) {

  public static final int MOST_IDS = 100;
  public static final int MAX_LIMIT = 200;

  public RecommendQuery {
    liked = List.copyOf(new LinkedHashSet<>(liked));
    disliked = List.copyOf(new LinkedHashSet<>(disliked));
    requireFew("liked", liked);
    requireFew("disliked", disliked);
    for (String id : disliked) {
      if (liked.contains(id)) {
        throw new InvalidRequest(
            "disliked: %s is liked too (expected: an id in one of the two lists)".formatted(id));
      }
    }
    if (liked.isEmpty() && !(strategy instanceof Strategy.Surprise)) {
      throw new InvalidRequest(
          "liked: empty (expected: at least one id; without any ask for a surprise)");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, MAX_LIMIT));
    }
  }

  /// All that was rated, the liked ones first.
  SequencedSet<String> rated() {
    SequencedSet<String> rated = new LinkedHashSet<>(liked);
    rated.addAll(disliked);
    return rated;
  }

  private static void requireFew(String name, Collection<String> ids) {
    if (ids.size() > MOST_IDS) {
      throw new InvalidRequest(
          "%s: %d ids (expected: at most %d). Leave out the oldest."
              .formatted(name, ids.size(), MOST_IDS));
    }
  }
}
