package dev.pictor.batch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.PictureBytes;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.RowFlow;
import dev.pictor.bulk.Storage;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import dev.pictor.library.FileFailures;
import dev.pictor.library.PictureRecords;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads and embeds pictures; what fails of one picture is its row's error. Thread-safe.
public final class PictureRows implements RowFlow.Maker {

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  private final PictureRecords records;
  private final Storage storage;
  private final Function<String, byte[]> fetch;
  private final FailsafeExecutor<Object> retries;
  private final AtomicLong embedded = new AtomicLong();

  /// @param fetch the bytes of the picture at an address; [InvalidRequest] when there is none
  public PictureRows(PictureRecords records, Storage storage, Function<String, byte[]> fetch) {
    this.records = records;
    this.storage = storage;
    this.fetch = fetch;
    this.retries =
        Failsafe.with(
            RetryPolicy.builder()
                .handle(IOException.class)
                .abortOn(NoSuchFileException.class, AccessDeniedException.class)
                .withMaxRetries(3)
                .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 5)
                .build());
  }

  /// How many pictures the model has worked for.
  public long embedded() {
    return embedded.get();
  }

  /// @throws ServiceException when nothing can be done for any picture
  @Override
  public Optional<EmbeddedRow> row(PictureItem item) throws InterruptedException {
    try {
      return switch (item.kind()) {
        case FILE, MEMBER -> ofBytes(item, retries.get(() -> read(item)));
        case ADDRESS ->
            ofBytes(item, new PictureBytes(fetch.apply(item.location()), Instant.EPOCH));
        case UNREADABLE -> Optional.of(EmbeddedRow.failed(item.id(), item.extra()));
      };
    } catch (InvalidRequest refused) {
      return Optional.of(EmbeddedRow.failed(item.id(), refused.reason()));
    } catch (FailsafeException failed) {
      return failed(item, failed);
    } catch (OutOfMemoryError full) {
      return Optional.of(EmbeddedRow.failed(item.id(), "not enough memory to decode it"));
    } catch (ServiceException hopeless) {
      throw hopeless;
    } catch (RuntimeException | StackOverflowError broken) {
      // A decoder may fail in any way on hostile bytes.
      return Optional.of(EmbeddedRow.failed(item.id(), "cannot be decoded: " + broken));
    }
  }

  private PictureBytes read(PictureItem item) throws IOException {
    return storage.read(item, records.mostBytes());
  }

  private static Optional<EmbeddedRow> failed(PictureItem item, FailsafeException failed)
      throws InterruptedException {
    if (failed.getCause() instanceof IOException unread) {
      return Optional.of(
          EmbeddedRow.failed(item.id(), "cannot be read: " + FileFailures.of(unread).sentence()));
    }
    throw new InterruptedException("interrupted while a file was read");
  }

  private Optional<EmbeddedRow> ofBytes(PictureItem item, PictureBytes read)
      throws InterruptedException {
    if (!item.sure() && !PictureRecords.isPicture(read.bytes())) {
      return Optional.empty();
    }
    VectorRecord record = record(records, item, read);
    embedded.incrementAndGet();
    return Optional.of(row(record));
  }

  /// The record of a picture whose bytes are there.
  ///
  /// @throws InvalidRequest when it is no picture that is read
  private static VectorRecord record(PictureRecords records, PictureItem item, PictureBytes read)
      throws InterruptedException {
    Metadata extra = metadata(item.extra());
    return item.kind() == PictureItem.Kind.ADDRESS
        ? records.ofAddress(item.id(), item.location(), read.bytes(), extra)
        : records.ofFile(item.id(), item.root(), read.bytes(), read.modified(), extra);
  }

  private static Metadata metadata(String json) {
    return json.isEmpty()
        ? Metadata.empty()
        : MetadataParser.parse(JsonMapper.shared().readValue(json, FIELDS));
  }

  private static EmbeddedRow row(VectorRecord record) {
    return new EmbeddedRow(
        record.id(),
        record.vector().shared(),
        JsonMapper.shared().writeValueAsString(MetadataParser.toPlain(record.metadata())),
        "");
  }
}
