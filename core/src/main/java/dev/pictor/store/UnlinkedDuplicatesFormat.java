package dev.pictor.store;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.apache.lucene.codecs.hnsw.FlatFieldVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Sorter;
import org.apache.lucene.util.hnsw.CloseableRandomVectorScorerSupplier;
import org.jspecify.annotations.Nullable;

/// A format of vectors, of which graphs link each once: [UnlinkedDuplicates] for formats that bring
/// a scorer of their own. Stateless.
final class UnlinkedDuplicatesFormat extends FlatVectorsFormat {

  private final FlatVectorsFormat format;

  UnlinkedDuplicatesFormat(FlatVectorsFormat format) {
    super(format.getName());
    this.format = format;
  }

  @Override
  public FlatVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new Writer(format.fieldsWriter(state));
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

    Writer(FlatVectorsWriter writer) {
      super(new UnlinkedDuplicates(writer.getFlatVectorScorer()));
      this.writer = writer;
    }

    @Override
    public @Nullable MergeScorerData mergeOneFlatVectorFieldForMergeScorer(
        FieldInfo field, MergeState merge, IntPredicate buildsGraph) throws IOException {
      MergeScorerData data =
          writer.mergeOneFlatVectorFieldForMergeScorer(field, merge, buildsGraph);
      return data == null ? null : new Merge(data, field);
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

  private record Merge(FlatVectorsWriter.MergeScorerData data, FieldInfo field)
      implements FlatVectorsWriter.MergeScorerData {

    @Override
    public @Nullable CloseableRandomVectorScorerSupplier scorerSupplier(FlatVectorsReader vectors)
        throws IOException {
      CloseableRandomVectorScorerSupplier scorers = data.scorerSupplier(vectors);
      FloatVectorValues values = vectors.getFloatVectorValues(field.name);
      if (scorers == null || values == null) {
        return scorers;
      }
      return CloseableRandomVectorScorerSupplier.create(
          UnlinkedDuplicates.unlinking(scorers, values), scorers.totalVectorCount(), scorers);
    }

    @Override
    public void close() throws IOException {
      data.close();
    }
  }
}
