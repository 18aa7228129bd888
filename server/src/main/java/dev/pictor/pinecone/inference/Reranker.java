package dev.pictor.pinecone.inference;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts documents in order by how near they are to a query, both embedded by one model. Stateless.
///
/// A score is half of one plus the cosine, so that it is in [0, 1] as clients expect; it says which
/// document is nearer, not whether one answers.
public final class Reranker {

  /// A document's place in the list that was given, and its score.
  public record Ranked(int index, double score) {}

  private Reranker() {}

  /// All documents, best first; of equal ones the earlier first.
  ///
  /// @throws InvalidRequest when a picture cannot be read
  public static List<Ranked> rank(InputEncoder model, Input query, List<Input> documents) {
    DenseVector asked = model.embed(query).vector();
    List<Embedded> embedded = model.embed(documents);
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < embedded.size(); i++) {
      ranked.add(new Ranked(i, (1 + dot(asked, embedded.get(i).vector())) / 2));
    }
    ranked.sort(
        Comparator.comparingDouble(Ranked::score).reversed().thenComparingInt(Ranked::index));
    return ranked;
  }

  private static double dot(DenseVector a, DenseVector b) {
    double sum = 0;
    for (int i = 0; i < a.dimension(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }
}
