package dev.pictor.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/// Finds records by their words. Stateless.
///
/// How it works: one query for any of the words by BM25, and a bonus above all its scores for
/// having all of them, so that those come first and are known by their score.
final class WordSearch {

  /// More than any sum of BM25 scores, each of which is below its word's weight (21 where one of a
  /// billion records has it).
  private static final float WHOLE = 1024;

  private static final int MOST_WORDS = 48;

  private WordSearch() {}

  /// @param candidates the records of the namespace that match the filter
  static List<WordMatch> run(IndexSearcher searcher, WordQuery query, Query candidates)
      throws IOException {
    Set<String> words = WordAnalyzer.INSTANCE.words(query.words());
    if (words.isEmpty()) {
      return List.of();
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder().setMinimumNumberShouldMatch(1);
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    words.stream()
        .limit(MOST_WORDS)
        .map(word -> new TermQuery(new Term(RecordSchema.WORDS, word)))
        .forEach(
            word -> {
              any.add(word, Occur.SHOULD);
              all.add(word, Occur.FILTER);
            });
    any.add(new BoostQuery(new ConstantScoreQuery(all.build()), WHOLE), Occur.SHOULD);
    any.add(candidates, Occur.FILTER);
    List<WordMatch> matches = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(any.build(), query.limit()).scoreDocs) {
      boolean whole = hit.score >= WHOLE;
      float score = whole ? hit.score - WHOLE : hit.score;
      matches.add(new WordMatch(match(searcher.getIndexReader(), query, hit.doc, score), whole));
    }
    return matches;
  }

  private static Match match(IndexReader reader, WordQuery query, int doc, float score)
      throws IOException {
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
    RecordReader.Place place = new RecordReader.Place(leaf.reader(), doc - leaf.docBase);
    return MatchReader.match(place, RecordReader.id(place), score, query.contents());
  }
}
