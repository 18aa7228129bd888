package dev.pictor.transfer;

import dev.pictor.parquet.ParquetSchema;
import dev.pictor.parquet.ParquetWriter;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Writes records to a Parquet file; the header of the collection is a note of the file.
final class ParquetSink implements RecordSink {

  private static final int ID = 0;
  private static final int NAMESPACE = 1;
  private static final int VALUES = 2;
  private static final int SPARSE_INDICES = 3;
  private static final int SPARSE_VALUES = 4;
  private static final int METADATA = 5;

  private final ParquetWriter writer;
  private final CollectionHeader header;

  ParquetSink(OutputStream out, CollectionHeader header) throws IOException {
    this.header = header;
    this.writer =
        new ParquetWriter(
            out,
            new ParquetSchema()
                .text("id")
                .text("namespace")
                .floats("values")
                .sparse("sparse_values")
                .text("metadata"));
  }

  @Override
  public void write(String namespace, VectorRecord record) throws IOException {
    writer.column(ID).text(record.id());
    writer.column(NAMESPACE).text(namespace);
    writer.column(METADATA).text(RecordJson.metadata(record.metadata()));
    record
        .values()
        .dense()
        .map(DenseVector::shared)
        .ifPresentOrElse(writer.column(VALUES)::list, () -> writer.column(VALUES).noList());
    Optional<SparseVector> sparse = record.values().sparse();
    if (sparse.isPresent()) {
      writer.column(SPARSE_INDICES).list(sparse.get().indices());
      writer.column(SPARSE_VALUES).list(sparse.get().values());
    } else {
      writer.column(SPARSE_INDICES).noList();
      writer.column(SPARSE_VALUES).noList();
    }
    writer.endRow();
  }

  @Override
  public void finish() throws IOException {
    writer.finish(
        Map.of(CollectionHeader.NAME, JsonMapper.shared().writeValueAsString(header.toJson())));
  }
}
