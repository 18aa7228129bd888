package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.metadata.MetadataValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Lists and counts by walking the sorted terms of each segment. Stateless.
final class RecordListing {

  private RecordListing() {}

  /// Ids of one namespace that start with a prefix and come after another id.
  record IdRange(BytesRef start, BytesRef after, int namespaceLength) {

    /// @param after exclusive; `""` for the start
    static IdRange of(String namespace, String prefix, String after) {
      return new IdRange(
          IndexTerms.key(namespace, prefix),
          IndexTerms.key(namespace, after),
          IndexTerms.namespace(namespace).length);
    }
  }

  /// Reads of a record what a page shows.
  interface Reading<R> {
    R read(RecordReader.Place place, String id) throws IOException;
  }

  /// The first `limit` candidates of the range. Costs as many terms as it passes.
  static <R> Page<R> page(List<Candidates> segments, IdRange range, int limit, Reading<R> reading)
      throws IOException {
    PriorityQueue<KeyWalk> walks = new PriorityQueue<>(Comparator.comparing(walk -> walk.key));
    for (Candidates segment : segments) {
      KeyWalk walk = new KeyWalk(segment, range.start);
      if (walk.seek(range.after)) {
        walks.add(walk);
      }
    }
    List<R> records = new ArrayList<>();
    String last = "";
    while (records.size() < limit && !walks.isEmpty()) {
      KeyWalk walk = walks.remove();
      last = IndexTerms.id(walk.key, range.namespaceLength);
      records.add(reading.read(new RecordReader.Place(walk.reader, walk.doc), last));
      if (walk.next()) {
        walks.add(walk);
      }
    }
    return new Page<>(records, walks.isEmpty() ? Optional.empty() : Optional.of(last));
  }

  /// Up to `count` candidates drawn by chance. Passes over all of them once.
  static List<VectorRecord> sample(List<Candidates> segments, int count, RandomGenerator random)
      throws IOException {
    long left = segments.stream().mapToLong(Candidates::count).sum();
    List<VectorRecord> drawn = new ArrayList<>();
    for (Candidates segment : segments) {
      DocIdSetIterator docs = segment.iterator();
      while (drawn.size() < count && docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        // Each is taken with the share of places that are still free among those still to come.
        if (random.nextLong(left) < count - drawn.size()) {
          RecordReader.Place place = new RecordReader.Place(segment.reader(), docs.docID());
          drawn.add(RecordReader.record(place, RecordReader.id(place)));
        }
        left--;
      }
    }
    return drawn;
  }

  /// Walks the keys of one segment's candidates.
  private static final class KeyWalk {

    private final LeafReader reader;
    private final @Nullable Bits accepted;
    private final BytesRef start;
    private final TermsEnum terms;
    private @Nullable PostingsEnum postings;
    private BytesRef key = new BytesRef();
    private int doc;

    KeyWalk(Candidates segment, BytesRef start) throws IOException {
      this.reader = segment.reader();
      this.accepted = segment.bits();
      this.start = start;
      this.terms = terms(reader, RecordSchema.KEY);
    }

    boolean seek(BytesRef after) throws IOException {
      BytesRef from = after.compareTo(start) > 0 ? after : start;
      if (terms.seekCeil(from) == TermsEnum.SeekStatus.END) {
        return false;
      }
      return terms.term().equals(after) ? next() : settle(terms.term());
    }

    boolean next() throws IOException {
      return settle(terms.next());
    }

    /// Goes on from `term` to the first that is accepted.
    private boolean settle(@Nullable BytesRef term) throws IOException {
      for (BytesRef each = term;
          each != null && IndexTerms.startsWith(each, start);
          each = terms.next()) {
        PostingsEnum docs = terms.postings(postings, PostingsEnum.NONE);
        postings = docs;
        for (int at = docs.nextDoc(); at != DocIdSetIterator.NO_MORE_DOCS; at = docs.nextDoc()) {
          if (accepted == null || accepted.get(at)) {
            key = BytesRef.deepCopyOf(each);
            doc = at;
            return true;
          }
        }
      }
      return false;
    }
  }

  /// Candidates for each string of `field`.
  static SortedMap<String, Long> valueCounts(List<Candidates> segments, String field)
      throws IOException {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Candidates segment : segments) {
      addCounts(counts, segment, field, 's');
      addCounts(counts, segment, field, 'h');
    }
    return counts;
  }

  private static void addCounts(
      SortedMap<String, Long> counts, Candidates segment, String field, char tag)
      throws IOException {
    BytesRef start = IndexTerms.start(field, tag);
    TermsEnum terms = terms(segment.reader(), RecordSchema.VALUES);
    if (terms.seekCeil(start) == TermsEnum.SeekStatus.END) {
      return;
    }
    Bits accepted = segment.bits();
    PostingsEnum postings = null;
    for (BytesRef term = terms.term();
        term != null && IndexTerms.startsWith(term, start);
        term = terms.next()) {
      postings = terms.postings(postings, PostingsEnum.NONE);
      int first = -1;
      long count = 0;
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        if (accepted == null || accepted.get(doc)) {
          first = count == 0 ? doc : first;
          count++;
        }
      }
      if (count > 0) {
        counts.merge(value(segment.reader(), term, start, first, field), count, Long::sum);
      }
    }
  }

  /// The string of a term; one that is only there as a hash is read from a record that has it.
  private static String value(
      LeafReader reader, BytesRef term, BytesRef start, int doc, String field) throws IOException {
    if (start.bytes[start.offset + start.length - 1] == 's') {
      return new BytesRef(term.bytes, term.offset + start.length, term.length - start.length)
          .utf8ToString();
    }
    Metadata metadata = RecordReader.metadata(new RecordReader.Place(reader, doc));
    List<String> texts =
        switch (metadata.fields().get(field)) {
          case MetadataValue.Text(String text) -> List.of(text);
          case MetadataValue.TextList(List<String> list) -> list;
          case MetadataValue.Numeric _, MetadataValue.Flag _ -> List.of();
          case null -> List.of();
        };
    return texts.stream()
        .filter(text -> IndexTerms.text(field, text).equals(term))
        .findFirst()
        .orElseThrow(() -> new IOException("metadata: no value for a term of " + field));
  }

  /// All namespaces: those with records, and those that were created.
  static SortedMap<String, NamespaceStats> namespaces(
      IndexSearcher searcher, MetadataSchema ofCollection) throws IOException {
    NamespaceList created = NamespaceList.of(searcher);
    SortedMap<String, Long> counts = recordCounts(searcher);
    created.schemas().keySet().forEach(name -> counts.putIfAbsent(name, 0L));
    SortedMap<String, NamespaceStats> stats = new TreeMap<>();
    counts.forEach(
        (name, records) ->
            stats.put(name, new NamespaceStats(name, records, created.schema(name, ofCollection))));
    return stats;
  }

  /// Live records of each namespace that has any.
  static SortedMap<String, Long> recordCounts(IndexSearcher searcher) throws IOException {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      LeafReader reader = leaf.reader();
      TermsEnum terms = terms(reader, RecordSchema.NAMESPACE);
      for (BytesRef term = terms.next(); term != null; term = terms.next()) {
        long count = count(terms, reader.getLiveDocs());
        if (count > 0) {
          counts.merge(term.utf8ToString(), count, Long::sum);
        }
      }
    }
    return counts;
  }

  private static long count(TermsEnum terms, @Nullable Bits live) throws IOException {
    if (live == null) {
      return terms.docFreq();
    }
    PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
    long count = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      count += live.get(doc) ? 1 : 0;
    }
    return count;
  }

  private static TermsEnum terms(LeafReader reader, String field) throws IOException {
    return Terms.getTerms(reader, field).iterator();
  }
}
