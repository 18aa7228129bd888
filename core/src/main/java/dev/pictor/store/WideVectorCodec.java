package dev.pictor.store;

import dev.pictor.store.VectorSpace.Precision;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// Lucene's own codec with vectors of up to 20,000 dimensions; Lucene allows 1,024.
///
/// The files are exactly Lucene's and carry its names, so any Lucene 10 reads them.
final class WideVectorCodec extends Lucene104Codec {

  private static final int MAX_CONNECTIONS = 16;
  private static final int BEAM_WIDTH = 100;
  private static final int MERGE_WORKERS = 1;

  private final KnnVectorsFormat vectors;

  WideVectorCodec(StoreTuning tuning, Precision precision) {
    this.vectors =
        switch (precision) {
          case FLOAT32 ->
              new WideFormat(
                  "Lucene99HnswVectorsFormat",
                  new Lucene99HnswVectorsFormat(
                      MAX_CONNECTIONS, BEAM_WIDTH, MERGE_WORKERS, null, tuning.graphFromVisits()));
          case INT8 ->
              new WideFormat(
                  Lucene104HnswScalarQuantizedVectorsFormat.NAME,
                  new Lucene104HnswScalarQuantizedVectorsFormat(
                      ScalarEncoding.UNSIGNED_BYTE,
                      MAX_CONNECTIONS,
                      BEAM_WIDTH,
                      MERGE_WORKERS,
                      null,
                      tuning.graphFromVisits()));
        };
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  private static final class WideFormat extends KnnVectorsFormat {

    private final KnnVectorsFormat format;

    /// @param name of the format, by which Lucene finds it when it reads
    WideFormat(String name, KnnVectorsFormat format) {
      super(name);
      this.format = format;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return VectorSpace.MAX_DIMENSION;
    }
  }
}
