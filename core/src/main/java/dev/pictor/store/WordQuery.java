package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;

/// The `limit` records of a namespace that fit `words` best, by BM25, among those that match
/// `filter`.
///
/// Words are those of a record's id and of its strings in indexed fields, without dates; case,
/// accents and English plurals do not count, and Chinese, Japanese and Korean are read by single
/// characters and pairs. Records that have all the words come first.
///
/// @param limit 1 to 10,000
public record WordQuery(
    String namespace, String words, int limit, MetadataFilter filter, MatchContents contents) {

  public WordQuery {
    if (limit < 1 || limit > VectorQuery.MAX_TOP_K) {
      throw new InvalidRequest(
          "limit: %d (expected: 1 to %d)".formatted(limit, VectorQuery.MAX_TOP_K));
    }
  }
}
