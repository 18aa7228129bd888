package dev.pictor.store;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.apache.lucene.codecs.hnsw.FlatFieldVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Sorter;
import org.apache.lucene.util.hnsw.CloseableRandomVectorScorerSupplier;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.apache.lucene.util.quantization.QuantizedVectorsReader;
import org.jspecify.annotations.Nullable;

/// Vectors of a byte a number beside the exact ones, in Lucene's files. They are compared where
/// they lie ([RoundedVectorScorer]), and graphs link each vector once: [UnlinkedDuplicates] where
/// merges take their scorers from the reader of the merged vectors. Stateless.
final class RoundedVectorsFormat extends FlatVectorsFormat {

  private final FlatVectorsFormat exact =
      new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());
  private final FlatVectorsFormat format =
      new Lucene104ScalarQuantizedVectorsFormat(ScalarEncoding.UNSIGNED_BYTE);

  RoundedVectorsFormat() {
    super(Lucene104ScalarQuantizedVectorsFormat.NAME);
  }

  @Override
  public FlatVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new Writer(format.fieldsWriter(state), state);
  }

  @Override
  public FlatVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return new Lucene104ScalarQuantizedVectorsReader(
        state, exact.fieldsReader(state), new RoundedVectorScorer());
  }

  @Override
  public int getMaxDimensions(String field) {
    return format.getMaxDimensions(field);
  }

  private static final class Writer extends FlatVectorsWriter {

    private final FlatVectorsWriter writer;
    private final SegmentWriteState segment;

    Writer(FlatVectorsWriter writer, SegmentWriteState segment) {
      super(new UnlinkedDuplicates(writer.getFlatVectorScorer()));
      this.writer = writer;
      this.segment = segment;
    }

    @Override
    public MergeScorerData mergeOneFlatVectorFieldForMergeScorer(
        FieldInfo field, MergeState merge, IntPredicate buildsGraph) throws IOException {
      writer.mergeOneFlatVectorField(field, merge);
      return new MergeScorers(segment, field);
    }

    @Override
    public FlatFieldVectorsWriter<?> addField(FieldInfo field) throws IOException {
      return writer.addField(field);
    }

    @Override
    public void mergeOneFlatVectorField(FieldInfo field, MergeState merge) throws IOException {
      writer.mergeOneFlatVectorField(field, merge);
    }

    @Override
    public void flush(int maxDoc, Sorter.@Nullable DocMap sorted) throws IOException {
      writer.flush(maxDoc, sorted);
    }

    @Override
    public void finish() throws IOException {
      writer.finish();
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }

    @Override
    public long ramBytesUsed() {
      return writer.ramBytesUsed();
    }
  }

  /// The scorers that the reader of the merged vectors has, unlinking.
  private record MergeScorers(SegmentWriteState segment, FieldInfo field)
      implements FlatVectorsWriter.MergeScorerData {

    @Override
    public CloseableRandomVectorScorerSupplier scorerSupplier(FlatVectorsReader vectors)
        throws IOException {
      CloseableRandomVectorScorerSupplier scorers =
          ((QuantizedVectorsReader) vectors).getRandomVectorScorerSupplierForMerge(field, segment);
      return CloseableRandomVectorScorerSupplier.create(
          UnlinkedDuplicates.unlinking(scorers, vectors.getFloatVectorValues(field.name)),
          scorers.totalVectorCount(),
          scorers);
    }

    @Override
    public void close() {}
  }
}
