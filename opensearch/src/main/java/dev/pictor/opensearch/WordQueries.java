package dev.pictor.opensearch;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.Match;
import dev.pictor.store.WordAnalyzer;
import dev.pictor.store.WordMatch;
import dev.pictor.store.WordQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Finds records by their words, which are told apart here, as in the embedded store. Thread-safe.
///
/// How it works: one query for any of the words by BM25, and a bonus above all its scores for
/// having all of them. How rare a word is is asked of all shards first, so that the order does not
/// depend on how records lie on them.
final class WordQueries {

  /// More than any sum of BM25 scores.
  private static final float WHOLE = 1024;

  private static final int MOST_WORDS = 48;

  private final RecordIndex index;

  WordQueries(RecordIndex index) {
    this.index = index;
  }

  List<WordMatch> run(WordQuery query) {
    Map<String, Object> candidates = index.matching(query.namespace(), query.filter());
    List<Map<String, Object>> words =
        WordAnalyzer.INSTANCE.words(query.words()).stream()
            .limit(MOST_WORDS)
            .map(word -> Queries.term(RecordDocument.WORDS, word))
            .toList();
    if (words.isEmpty()) {
      return List.of();
    }
    List<Map<String, Object>> any = new ArrayList<>(words);
    any.add(Map.of("constant_score", Map.of("filter", Queries.and(words), "boost", WHOLE)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", query.limit());
    body.put("track_total_hits", false);
    body.put("_source", RecordDocument.WHOLE);
    body.put(
        "query",
        Map.of(
            "bool",
            Map.of("should", any, "minimum_should_match", 1, "filter", List.of(candidates))));
    List<WordMatch> matches = new ArrayList<>();
    for (JsonNode each : index.searchByAllShards(body).at("/hits/hits")) {
      matches.add(match(query, each));
    }
    return List.copyOf(matches);
  }

  private static WordMatch match(WordQuery query, JsonNode hit) {
    JsonNode source = hit.required("_source");
    float score = hit.required("_score").floatValue();
    boolean whole = score >= WHOLE;
    return new WordMatch(
        new Match(
            RecordDocument.id(source),
            whole ? score - WHOLE : score,
            query.contents().values()
                ? Optional.of(RecordDocument.values(source))
                : Optional.empty(),
            query.contents().metadata() ? RecordDocument.metadata(source) : Metadata.empty()),
        whole);
  }
}
