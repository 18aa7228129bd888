package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.NearestHits.Hit;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns what a search found into matches. Stateless.
final class MatchReader {

  private MatchReader() {}

  static List<Match> matches(List<Hit> hits, Similarity similarity, MatchContents contents)
      throws IOException {
    List<Match> matches = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      RecordReader.Place place = new RecordReader.Place(hit.reader(), hit.doc());
      float score = score(similarity, hit.nearness());
      matches.add(match(place, hit.id().utf8ToString(), score, contents));
    }
    return matches;
  }

  static Match match(RecordReader.Place place, String id, float score, MatchContents contents)
      throws IOException {
    Optional<VectorValues> values =
        contents.values() ? Optional.of(RecordReader.values(place)) : Optional.empty();
    Metadata metadata = contents.metadata() ? RecordReader.metadata(place) : Metadata.empty();
    return new Match(id, score, values, metadata);
  }

  private static float score(Similarity similarity, float nearness) {
    return switch (similarity) {
      case COSINE, DOT_PRODUCT -> nearness;
      case EUCLIDEAN -> 0 - nearness;
    };
  }
}
