package dev.pictor.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// The records of one segment that match a query, counted exactly.
final class Candidates {

  private final LeafReader reader;
  private final @Nullable FixedBitSet matches;
  private final int count;

  /// @param matches live matches; null when every live document matches
  private Candidates(LeafReader reader, @Nullable FixedBitSet matches, int count) {
    this.reader = reader;
    this.matches = matches;
    this.count = count;
  }

  /// The matches of each segment that has any.
  static List<Candidates> of(IndexSearcher searcher, Query query) throws IOException {
    List<Candidates> all = new ArrayList<>();
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      Candidates candidates = of(leaf, weight);
      if (candidates.count > 0) {
        all.add(candidates);
      }
    }
    return all;
  }

  /// How many records match.
  static long count(IndexSearcher searcher, Query query) throws IOException {
    return of(searcher, query).stream().mapToLong(Candidates::count).sum();
  }

  private static Candidates of(LeafReaderContext leaf, Weight weight) throws IOException {
    LeafReader reader = leaf.reader();
    // A namespace that is alone in its segment needs no list of matches.
    if (weight.getQuery() instanceof TermQuery one && fills(reader, one.getTerm())) {
      return new Candidates(reader, null, reader.numDocs());
    }
    Scorer scorer = weight.scorer(leaf);
    if (scorer == null) {
      return new Candidates(reader, null, 0);
    }
    FixedBitSet matches = set(scorer.iterator(), reader.maxDoc());
    Bits live = reader.getLiveDocs();
    if (live != null) {
      live.applyMask(matches, 0);
    }
    return new Candidates(reader, matches, matches.cardinality());
  }

  private static FixedBitSet set(DocIdSetIterator docs, int maxDoc) throws IOException {
    FixedBitSet set = new FixedBitSet(maxDoc);
    if (docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      docs.intoBitSet(DocIdSetIterator.NO_MORE_DOCS, set, 0);
    }
    return set;
  }

  private static boolean fills(LeafReader reader, Term term) throws IOException {
    return reader.docFreq(term) == reader.maxDoc();
  }

  LeafReader reader() {
    return reader;
  }

  int count() {
    return count;
  }

  /// Null when every document matches.
  @Nullable Bits bits() {
    return matches == null ? reader.getLiveDocs() : matches;
  }

  /// Documents in ascending order.
  DocIdSetIterator iterator() throws IOException {
    return matches == null
        ? AcceptDocs.fromLiveDocs(reader.getLiveDocs(), reader.maxDoc()).iterator()
        : new BitSetIterator(matches, count);
  }

  AcceptDocs accepted() {
    return matches == null
        ? AcceptDocs.fromLiveDocs(reader.getLiveDocs(), reader.maxDoc())
        : accepting(matches, count);
  }

  /// The candidates and the documents `more`.
  AcceptDocs acceptedAnd(IntStream more) throws IOException {
    FixedBitSet all = set(iterator(), reader.maxDoc());
    more.forEach(all::set);
    return accepting(all, all.cardinality());
  }

  private AcceptDocs accepting(FixedBitSet docs, int count) {
    return AcceptDocs.fromIteratorSupplier(
        () -> new BitSetIterator(docs, count), null, reader.maxDoc());
  }
}
