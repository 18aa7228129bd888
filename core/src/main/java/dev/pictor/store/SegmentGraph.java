package dev.pictor.store;

import java.io.IOException;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedVectorsReader;
import org.jspecify.annotations.Nullable;

/// The graph of one segment and the vectors that it links. Used by one thread.
record SegmentGraph(
    HnswGraph graph, FlatVectorsReader vectors, VectorSimilarityFunction similarity) {

  private static final RoundedVectorScorer ROUNDED = new RoundedVectorScorer();

  /// Null when the segment has none.
  static @Nullable SegmentGraph of(LeafReader segment) throws IOException {
    if (segment instanceof CodecReader codecs
        && codecs.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields
        && fields.getFieldReader(RecordSchema.VECTOR) instanceof Lucene99HnswVectorsReader linked) {
      HnswGraph graph = linked.getGraph(RecordSchema.VECTOR);
      return graph == null || graph.size() == 0
          ? null
          : new SegmentGraph(
              graph,
              linked.getFlatVectorsReader(),
              segment.getFieldInfos().fieldInfo(RecordSchema.VECTOR).getVectorSimilarityFunction());
    }
    return null;
  }

  /// Scores vertices by their nearness to `target`.
  RandomVectorScorer scorer(float[] target) throws IOException {
    return vectors instanceof QuantizedVectorsReader quantized
            && quantized.getQuantizedVectorValues(RecordSchema.VECTOR)
                instanceof QuantizedByteVectorValues rounded
        ? ROUNDED.getRandomVectorScorer(similarity, rounded, target)
        : vectors.getRandomVectorScorer(RecordSchema.VECTOR, target);
  }
}
