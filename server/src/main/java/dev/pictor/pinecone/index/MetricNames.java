package dev.pictor.pinecone.index;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.Similarity;

/// Pinecone's names of similarities.
public final class MetricNames {

  private MetricNames() {}

  public static String of(Similarity similarity) {
    return switch (similarity) {
      case COSINE -> "cosine";
      case DOT_PRODUCT -> "dotproduct";
      case EUCLIDEAN -> "euclidean";
    };
  }

  /// @throws InvalidRequest for another name
  public static Similarity parse(String metric) {
    return switch (metric) {
      case "cosine" -> Similarity.COSINE;
      case "dotproduct" -> Similarity.DOT_PRODUCT;
      case "euclidean" -> Similarity.EUCLIDEAN;
      default ->
          throw new InvalidRequest(
              "Invalid metric: %s (expected: cosine, dotproduct or euclidean)".formatted(metric));
    };
  }
}
