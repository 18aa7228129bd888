package dev.pictor.store;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// Lucene's own codec with vectors of up to 20,000 dimensions; Lucene allows 1,024.
///
/// The files are exactly Lucene's and carry its names, so any Lucene 10 reads them.
final class WideVectorCodec extends Lucene104Codec {

  private static final int MAX_CONNECTIONS = 16;
  private static final int BEAM_WIDTH = 100;

  private final KnnVectorsFormat vectors;

  WideVectorCodec(StoreTuning tuning) {
    this.vectors = new WideFormat(tuning.graphFromVisits());
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  private static final class WideFormat extends KnnVectorsFormat {

    private final KnnVectorsFormat format;

    WideFormat(int graphFromVisits) {
      super("Lucene99HnswVectorsFormat");
      this.format =
          new Lucene99HnswVectorsFormat(
              MAX_CONNECTIONS,
              BEAM_WIDTH,
              Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER,
              null,
              graphFromVisits);
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
