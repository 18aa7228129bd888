package dev.pictor.store;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.apache.lucene.codecs.hnsw.FlatFieldVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Sorter;
import org.apache.lucene.util.hnsw.CloseableRandomVectorScorerSupplier;
import org.apache.lucene.util.quantization.QuantizedVectorsReader;
import org.jspecify.annotations.Nullable;

/// A quantised format of vectors, of which graphs link each once: [UnlinkedDuplicates] where merges
/// take their scorers from the reader of the merged vectors. Stateless.
final class UnlinkedDuplicatesFormat extends FlatVectorsFormat {

  private final FlatVectorsFormat format;

  UnlinkedDuplicatesFormat(FlatVectorsFormat format) {
    super(format.getName());
    this.format = format;
  }

  @Override
  public FlatVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new Writer(format.fieldsWriter(state), state);
  }

  @Override
  public FlatVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return format.fieldsReader(state);
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
