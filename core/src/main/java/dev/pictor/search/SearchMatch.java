package dev.pictor.search;

import dev.pictor.metadata.Metadata;
import java.util.List;

/// A record that answers a [SearchQuery].
///
/// @param score by which matches are in order: the nearness of the whole query by the collection's
///   similarity; with [QueryPart.WordsPart]s the sum of the parts' reciprocal ranks; 0 when the
///   query had no parts
/// @param parts what each part of the query gave this record: the cosine of a vector, the BM25 of
///   words, each before its weight
public record SearchMatch(
    String id, double score, Confidence confidence, Metadata metadata, List<Double> parts) {
  public SearchMatch {
    parts = List.copyOf(parts);
  }
}
