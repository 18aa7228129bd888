package dev.pictor.store;

import dev.pictor.error.ServiceException;
import dev.pictor.store.VerifyReport.Problem;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Decodes every record of an index and compares what it says of itself. Used by one thread.
///
/// How it works: each segment's keys are walked in their order. A key leads to one live document,
/// in this segment or another; that document's namespace and id make the key, its vectors have the
/// collection's dimension and belong together, its metadata decodes.
final class RecordCheck {

  private static final float ROUNDING = 1e-5f;

  private final CollectionSpec spec;
  private final IndexSearcher searcher;
  private final List<Problem> problems;
  private final SortedMap<String, Long> namespaces = new TreeMap<>();
  private long records;

  RecordCheck(CollectionSpec spec, IndexSearcher searcher, List<Problem> problems) {
    this.spec = spec;
    this.searcher = searcher;
    this.problems = problems;
  }

  long records() {
    return records;
  }

  SortedMap<String, Long> namespaces() {
    return namespaces;
  }

  void run() throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      String segment = segment(leaf.reader());
      try {
        long before = records;
        walk(leaf.reader(), segment);
        if (records - before != leaf.reader().numDocs()) {
          report(
              segment,
              "records under keys: %d (expected: %d, the live documents)"
                  .formatted(records - before, leaf.reader().numDocs()));
        }
      } catch (IOException | RuntimeException e) {
        report(segment, "records cannot be read: " + e);
      }
    }
    SortedMap<String, Long> counted = RecordListing.recordCounts(searcher);
    if (!counted.equals(namespaces)) {
      report("index", "namespaces: %s (expected: %s)".formatted(counted, namespaces));
    }
  }

  private static String segment(LeafReader reader) {
    String text = reader.toString();
    return text.substring(0, Math.max(text.indexOf('('), 0));
  }

  private void walk(LeafReader reader, String segment) throws IOException {
    TermsEnum keys = Terms.getTerms(reader, RecordSchema.KEY).iterator();
    PostingsEnum postings = null;
    Bits live = reader.getLiveDocs();
    for (BytesRef key = keys.next(); key != null; key = keys.next()) {
      postings = keys.postings(postings, PostingsEnum.NONE);
      int found = 0;
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        if (live == null || live.get(doc)) {
          found++;
          records++;
          check(reader, key, doc);
        }
      }
      if (found > 0 && searcher.count(new TermQuery(new Term(RecordSchema.KEY, key))) != 1) {
        report(segment, "key: " + text(key) + " has more than one record (expected: one)");
      }
    }
  }

  private void check(LeafReader reader, BytesRef key, int doc) throws IOException {
    String problem;
    try {
      problem = problem(reader, key, doc);
    } catch (ServiceException e) {
      problem = e.reason();
    }
    if (problem != null) {
      report(segment(reader), "key: " + text(key) + ": " + problem);
    }
  }

  private void report(String file, String message) {
    if (problems.size() < VerifyReport.MOST_PROBLEMS) {
      problems.add(new Problem(file, message));
    }
  }

  private static String text(BytesRef key) {
    return new String(key.bytes, key.offset, key.length, StandardCharsets.UTF_8).replace('\0', '/');
  }

  /// What is wrong with a document; null when nothing is.
  private @Nullable String problem(LeafReader reader, BytesRef key, int doc) throws IOException {
    BytesRef id = RecordReader.value(RecordReader.column(reader, RecordSchema.ID), doc);
    int length = key.length - id.length - 1;
    if (length < 0
        || key.bytes[key.offset + length] != 0
        || !id.equals(new BytesRef(key.bytes, key.offset + length + 1, id.length))) {
      return "id: " + id.utf8ToString() + " (expected: the end of the key)";
    }
    BytesRef namespace = BytesRef.deepCopyOf(new BytesRef(key.bytes, key.offset, length));
    namespaces.merge(namespace.utf8ToString(), 1L, Long::sum);
    PostingsEnum within = reader.postings(new Term(RecordSchema.NAMESPACE, namespace));
    if (within == null || within.advance(doc) != doc) {
      return "namespace: not " + namespace.utf8ToString() + " (expected: as in the key)";
    }
    RecordReader.Place place = new RecordReader.Place(reader, doc);
    RecordReader.metadata(place);
    return switch (spec.space()) {
      case VectorSpace.Dense dense -> problem(dense, RecordReader.values(place), place);
      case VectorSpace.Sparse() ->
          RecordReader.values(place) instanceof VectorValues.Sparse
              ? null
              : "vector: dense (expected: sparse)";
    };
  }

  private static @Nullable String problem(
      VectorSpace.Dense space, VectorValues values, RecordReader.Place place) throws IOException {
    DenseVector client = RecordReader.dense(place);
    DenseVector searched = RecordReader.searched(place);
    if (searched.dimension() != space.dimension() || client.dimension() != space.dimension()) {
      return "dimension: %d, as sent %d (expected: %d)"
          .formatted(searched.dimension(), client.dimension(), space.dimension());
    }
    if (values.sparse().isPresent() && space.similarity() != Similarity.DOT_PRODUCT) {
      return "sparse vector: there (expected: none under %s)".formatted(space.similarity());
    }
    DenseVector expected = RecordSchema.searched(space.similarity(), client);
    for (int i = 0; i < space.dimension(); i++) {
      // Another machine sums in another order, so a length may differ in its last bit.
      if (Math.abs(searched.get(i) - expected.get(i)) > ROUNDING * Math.abs(expected.get(i))) {
        return "vector: not the one that was sent";
      }
    }
    return null;
  }
}
