package dev.pictor.opensearch;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import tools.jackson.databind.JsonNode;

/// Keeps the nearest of the records that it is shown; ties go by the bytes of the ids. For one
/// thread.
final class Ranking {

  private final int most;
  private final Comparator<Ranked> nearestFirst;
  private final PriorityQueue<Ranked> kept;

  private record Ranked(String id, float score, JsonNode source, VectorValues values) {}

  Ranking(Similarity similarity, int most) {
    this.most = most;
    Comparator<Ranked> byScore =
        switch (similarity) {
          case EUCLIDEAN -> (one, other) -> Float.compare(one.score, other.score);
          case COSINE, DOT_PRODUCT -> (one, other) -> Float.compare(other.score, one.score);
        };
    this.nearestFirst = byScore.thenComparing(Ranked::id, Ranking::compareBytes);
    this.kept = new PriorityQueue<>(nearestFirst.reversed());
  }

  private static int compareBytes(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  void add(JsonNode source, VectorValues values, float score) {
    kept.add(new Ranked(RecordDocument.id(source), score, source, values));
    if (kept.size() > most) {
      kept.poll();
    }
  }

  /// Nearest first.
  List<Match> matches(MatchContents contents) {
    List<Ranked> sorted = new ArrayList<>(kept);
    sorted.sort(nearestFirst);
    return sorted.stream()
        .map(
            each ->
                new Match(
                    each.id,
                    each.score,
                    contents.values() ? Optional.of(each.values) : Optional.empty(),
                    contents.metadata() ? RecordDocument.metadata(each.source) : Metadata.empty()))
        .toList();
  }
}
