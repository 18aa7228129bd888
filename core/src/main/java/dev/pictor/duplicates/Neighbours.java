package dev.pictor.duplicates;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.duplicates.ScanMemory.Neighbour;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Contents whose vectors are near, by the collection's own search. Thread-safe.
final class Neighbours {

  /// Copies with a tenth cut off were measured above it with the bundled model, all but one in a
  /// hundred different photos below. What is found is looked at, so that a lower figure costs time
  /// and gives no wrong answers.
  static final double LEAST_COSINE = 0.7;

  private static final int NEAREST = 5;
  private static final int MOST = 100;
  private static final MatchContents VALUES = new MatchContents(true, false);

  private final Namespace records;
  private final String model;
  private final Map<String, String> contentOf = new HashMap<>(); // id to SHA-256

  Neighbours(VectorCollection collection, List<Content> contents) {
    this.records = collection.defaultNamespace();
    this.model =
        switch (collection.spec().model()) {
          case ModelBinding.Bound bound -> bound.fingerprint().abbreviated();
          case ModelBinding.Unattested() -> "unattested";
        };
    contents.forEach(
        content -> content.records().forEach(each -> contentOf.put(each.id(), content.sha256())));
  }

  /// Names the vectors: neighbours by others are others.
  String model() {
    return model;
  }

  /// @return nearest first; no content with itself
  List<Neighbour> of(Content content) {
    String id = content.records().getFirst().id();
    Optional<DenseVector> own =
        records.fetch(List.of(id)).stream().findFirst().flatMap(each -> each.values().dense());
    if (own.isEmpty()) {
      return List.of();
    }
    int wanted = Math.min(MOST, NEAREST + content.records().size());
    Map<String, Double> found = new HashMap<>();
    for (Match match :
        records
            .query(
                QueryTarget.of(own.get()),
                wanted,
                MetadataFilter.all(),
                new SearchEffort.Automatic(),
                VALUES)
            .matches()) {
      String other = contentOf.get(match.id());
      if (other != null && !other.equals(content.sha256())) {
        found.merge(other, cosine(own.get(), match), Math::max);
      }
    }
    List<Neighbour> near = new ArrayList<>();
    found.forEach(
        (sha256, cosine) -> {
          if (cosine >= LEAST_COSINE) {
            near.add(new Neighbour(sha256, cosine));
          }
        });
    near.sort((a, b) -> Double.compare(b.cosine(), a.cosine()));
    return near;
  }

  /// Whatever the collection compares by.
  private static double cosine(DenseVector own, Match match) {
    return match
        .values()
        .flatMap(values -> values.dense())
        .map(other -> (double) Similarity.COSINE.score(own, other))
        .orElse(-1.0);
  }
}
