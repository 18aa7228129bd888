package dev.pictor.store;

import dev.pictor.store.VectorSpace.Precision;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// Lucene's own codec with vectors of up to 20,000 dimensions, where Lucene allows 1,024, and
/// graphs that link identical vectors once.
///
/// The files are exactly Lucene's and carry its names, so any Lucene 10 reads them.
final class WideVectorCodec extends Lucene104Codec {

  private static final int MAX_CONNECTIONS = 16;
  private static final int BEAM_WIDTH = 150;
  private static final int MERGE_WORKERS = 1;

  private final KnnVectorsFormat vectors;

  WideVectorCodec(StoreTuning tuning, Precision precision) {
    this.vectors =
        switch (precision) {
          case FLOAT32 ->
              new GraphFormat(
                  "Lucene99HnswVectorsFormat",
                  new Lucene99FlatVectorsFormat(
                      new UnlinkedDuplicates(FlatVectorScorerUtil.getLucene99FlatVectorsScorer())),
                  tuning.graphFromVisits());
          case INT8 ->
              new GraphFormat(
                  Lucene104HnswScalarQuantizedVectorsFormat.NAME,
                  new RoundedVectorsFormat(),
                  tuning.graphFromVisits());
        };
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  private static final class GraphFormat extends KnnVectorsFormat {

    private final FlatVectorsFormat flat;
    private final int graphFromVisits;

    /// @param name of Lucene's format, by which it finds it when it reads
    GraphFormat(String name, FlatVectorsFormat flat, int graphFromVisits) {
      super(name);
      this.flat = flat;
      this.graphFromVisits = graphFromVisits;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return new Lucene99HnswVectorsWriter(
          state,
          MAX_CONNECTIONS,
          BEAM_WIDTH,
          flat,
          flat.fieldsWriter(state),
          MERGE_WORKERS,
          null,
          graphFromVisits);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return new Lucene99HnswVectorsReader(state, flat.fieldsReader(state));
    }

    @Override
    public int getMaxDimensions(String field) {
      return VectorSpace.MAX_DIMENSION;
    }
  }
}
