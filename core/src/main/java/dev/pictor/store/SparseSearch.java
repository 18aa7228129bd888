package dev.pictor.store;

import dev.pictor.vector.SparseVector;
import dev.pictor.vector.SparseWeights;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Scores the records whose sparse vector shares an index with the query's. Exact. Used by one
/// thread.
final class SparseSearch {

  private final SparseWeights weights;
  private final float @Nullable [] dense; // the dense part of a hybrid query
  private final NearestHits hits;

  /// @param dense is multiplied with the records' dense vectors and added; null in a sparse space
  SparseSearch(SparseVector sparse, float @Nullable [] dense, NearestHits hits) {
    this.weights = SparseWeights.of(sparse);
    this.dense = dense;
    this.hits = hits;
  }

  /// The records that share an index with `sparse`.
  static Query overlapping(SparseVector sparse) {
    List<BytesRef> terms = new ArrayList<>(sparse.size());
    for (int i = 0; i < sparse.size(); i++) {
      terms.add(IndexTerms.entry(sparse.index(i)));
    }
    return new TermInSetQuery(RecordSchema.ENTRIES, terms);
  }

  /// Offers all candidates, which have sparse vectors.
  ///
  /// @return how many they were
  long run(List<Candidates> segments) throws IOException {
    long visited = 0;
    for (Candidates segment : segments) {
      score(segment);
      visited += segment.count();
    }
    return visited;
  }

  private void score(Candidates segment) throws IOException {
    BinaryDocValues entries = RecordReader.column(segment.reader(), RecordSchema.SPARSE);
    NearestHits.Segment offers = hits.segment(segment.reader());
    DenseScores scores = dense == null ? null : new DenseScores(segment, dense);
    DocIdSetIterator docs = segment.iterator();
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
      float nearness = SparseCodec.dot(weights, RecordReader.value(entries, doc));
      offers.offer(doc, scores == null ? nearness : nearness + scores.at(doc));
    }
  }

  /// Inner products with the dense vectors of one segment, in ascending order of documents.
  private static final class DenseScores {

    private final float[] target;
    private final FloatVectorValues vectors;
    private final DocIndexIterator ordinals;

    DenseScores(Candidates segment, float[] target) throws IOException {
      this.target = target;
      this.vectors = RecordReader.vectors(segment.reader());
      this.ordinals = vectors.iterator();
    }

    float at(int doc) throws IOException {
      ordinals.advance(doc);
      return VectorKernels.dot(target, vectors.vectorValue(ordinals.index()));
    }
  }
}
