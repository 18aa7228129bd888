package dev.pictor.search;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.Match;
import dev.pictor.store.WordMatch;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record that the store found, and what it knows of its words.
///
/// @param unit its vector, of length 1
/// @param words by the part that it was found for; those that are not there found nothing
record FoundRecord(
    String id,
    Metadata metadata,
    DenseVector unit,
    Map<ResolvedQuery.Words, WordMatch> words,
    double score) {

  FoundRecord {
    words = Map.copyOf(words);
  }

  static FoundRecord of(Match match, Map<ResolvedQuery.Words, WordMatch> words, double score) {
    DenseVector vector = match.values().flatMap(VectorValues::dense).orElseThrow();
    return new FoundRecord(match.id(), match.metadata(), vector.normalized(), words, score);
  }

  double bm25(ResolvedQuery.Words part) {
    @Nullable WordMatch match = words.get(part);
    return match == null ? 0 : match.match().score();
  }

  boolean hasAll(ResolvedQuery.Words part) {
    @Nullable WordMatch match = words.get(part);
    return match != null && match.whole();
  }
}
