package dev.pictor.pinecone.imports;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.data.FileRecords;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.pinecone.proto.Vector;
import dev.pictor.transfer.FileRecord;
import dev.pictor.transfer.FileRow;
import dev.pictor.transfer.ParquetFile;
import dev.pictor.transfer.UnreadableFile;
import java.nio.file.Path;
import java.util.Optional;

/// The rows of a Parquet file as the wire has them. A column `namespace` does not count: folders
/// say it.
final class ParquetRecords implements RecordFile {

  private final ParquetFile file;

  private ParquetRecords(ParquetFile file) {
    this.file = file;
  }

  /// @param dimension of the vectors to come; 0 for sparse ones
  static ParquetRecords open(Path path, int dimension) throws UnreadableFile {
    return new ParquetRecords(ParquetFile.open(path, dimension));
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    return file.next().map(ParquetRecords::row);
  }

  private static SourceRow row(FileRow row) {
    return switch (row) {
      case FileRow.Good(long number, FileRecord content) -> {
        try {
          yield new SourceRow.Good(number, vector(content));
        } catch (InvalidRequest e) {
          yield new SourceRow.Bad(number, e.reason());
        }
      }
      case FileRow.Bad(long number, String reason) -> new SourceRow.Bad(number, reason);
    };
  }

  private static Vector vector(FileRecord content) {
    Vector.Builder vector = Vector.newBuilder().setId(content.id());
    if (content.values().isPresent()) {
      for (float each : content.values().get()) {
        vector.addValues(each);
      }
    }
    content.sparse().ifPresent(numbers -> vector.setSparseValues(sparse(numbers)));
    content.metadata().ifPresent(json -> vector.setMetadata(FileRecords.metadata(json)));
    return vector.build();
  }

  private static SparseValues sparse(FileRecord.SparseNumbers numbers) {
    SparseValues.Builder sparse = SparseValues.newBuilder();
    for (int each : numbers.indices()) {
      sparse.addIndices(each);
    }
    for (float each : numbers.values()) {
      sparse.addValues(each);
    }
    return sparse.build();
  }

  @Override
  public double share() {
    return file.share();
  }

  @Override
  public void close() {
    file.close();
  }
}
