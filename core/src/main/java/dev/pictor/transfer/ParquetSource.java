package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A Parquet file with the columns of an export, or of other programs: `id`, `values` and maybe
/// `sparse_values`, `metadata` and `namespace`.
final class ParquetSource implements RecordSource {

  private final String identity;
  private final ParquetFile file;
  private final Optional<CollectionHeader> header;
  private long number;

  private ParquetSource(String identity, ParquetFile file, Optional<CollectionHeader> header) {
    this.identity = identity;
    this.file = file;
    this.header = header;
  }

  static ParquetSource open(Path path) throws UnreadableFile {
    String identity = SourceIdentity.of(path);
    ParquetFile file = ParquetFile.open(path, 0);
    try {
      String note = file.notes().get(CollectionHeader.NAME);
      return new ParquetSource(
          identity,
          file,
          Optional.ofNullable(note)
              .map(JsonMapper.shared()::readTree)
              .map(CollectionHeader::parse));
    } catch (JacksonException | InvalidRequest e) {
      file.close();
      throw new UnreadableFile("has a header that cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public Optional<CollectionHeader> header() {
    return header;
  }

  @Override
  public void resume(String position) throws UnreadableFile {
    long row = Long.parseLong(position);
    while (number < row && file.next().isPresent()) {
      number++;
    }
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    Optional<FileRow> row = file.next();
    row.ifPresent(each -> number = each.number());
    return row.map(ParquetSource::checked);
  }

  private static SourceRow checked(FileRow row) {
    String place = "row " + row.number();
    return switch (row) {
      case FileRow.Good(long _, FileRecord content) -> {
        try {
          yield new SourceRow.Good(place, content.namespace().orElse(""), content.record());
        } catch (InvalidRequest e) {
          yield new SourceRow.Bad(place, e.reason());
        }
      }
      case FileRow.Bad(long _, String reason) -> new SourceRow.Bad(place, reason);
    };
  }

  @Override
  public String position() {
    return Long.toString(number);
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
