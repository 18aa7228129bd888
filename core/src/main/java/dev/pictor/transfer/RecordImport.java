package dev.pictor.transfer;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.transfer.Checkpoints.Reached;
import dev.pictor.transfer.TransferProgress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads records from a source into a collection, in batches. Used once, by one thread; another may
/// interrupt it.
///
/// After each batch it notes how far it is, so that the same source goes on from there after a stop
/// or a crash. A record that is there already is replaced, so nothing comes twice. Bad records are
/// counted and told, and do not end it.
public final class RecordImport {

  private static final int MOST_RECORDS = 1000;
  private static final int BATCH_NUMBERS = 4 << 20; // of vectors, 16 MB

  private final CollectionCatalog catalog;
  private final Checkpoints checkpoints;
  private final ImportTarget target;
  private final FailsafeExecutor<Object> patient; // while the collection's queue is full
  private final List<SourceRow.Good> batch = new ArrayList<>();
  private volatile boolean stopped;

  public RecordImport(CollectionCatalog catalog, Checkpoints checkpoints, ImportTarget target) {
    this.catalog = catalog;
    this.checkpoints = checkpoints;
    this.target = target;
    this.patient =
        Failsafe.with(
            RetryPolicy.builder()
                .handle(Overloaded.class)
                .withBackoff(Duration.ofMillis(20), Duration.ofSeconds(1))
                .withMaxAttempts(-1)
                .abortIf((_, _) -> stopped)
                .build());
  }

  /// It ends soon after; what is written stays.
  public void interrupt() {
    stopped = true;
  }

  /// Whether it is to end.
  public boolean isInterrupted() {
    return stopped;
  }

  /// @throws InvalidRequest when the source cannot be read to its end; what came before is written
  /// @throws Conflict when its vectors do not belong into the collection
  public TransferProgress run(RecordSource source, Consumer<TransferProgress> listener) {
    Optional<Reached> before =
        catalog
            .find(target.collection())
            .flatMap(_ -> checkpoints.find(target.collection(), source.identity()));
    TransferMeter meter =
        new TransferMeter(
            listener,
            before.map(Reached::done).orElse(0L),
            before.map(Reached::skipped).orElse(0L));
    try {
      if (before.isPresent()) {
        source.resume(before.get().position());
      }
      return read(source, meter);
    } catch (UnreadableFile e) {
      throw new InvalidRequest("%s %s".formatted(source.identity(), e.reason()), e);
    } catch (Unavailable | Overloaded e) {
      if (stopped) {
        return meter.progress(Phase.INTERRUPTED); // it was waiting for somebody
      }
      throw e;
    }
  }

  private TransferProgress read(RecordSource source, TransferMeter meter) throws UnreadableFile {
    Optional<VectorCollection> opened = source.header().map(header -> target.open(catalog, header));
    try {
      while (!stopped) {
        Optional<SourceRow> next = source.next();
        if (next.isEmpty()) {
          break;
        }
        switch (next.get()) {
          case SourceRow.Bad(String place, String reason) -> meter.skip(place, reason);
          case SourceRow.Good good -> {
            if (opened.isEmpty()) {
              opened =
                  Optional.of(
                      target.open(
                          catalog,
                          CollectionHeader.of(good.content().values(), target.similarity())));
            }
            take(good, opened.get(), meter);
          }
        }
        if (opened.isPresent() && batch.size() >= most(opened.get())) {
          write(opened.get(), meter);
          note(source, meter);
        }
        meter.tell(source.share());
      }
    } finally {
      // Also of a source that breaks off, all that came before is kept.
      if (opened.isPresent() && !batch.isEmpty()) {
        write(opened.get(), meter);
        note(source, meter);
      }
    }
    if (stopped) {
      return meter.progress(Phase.INTERRUPTED);
    }
    checkpoints.forget(target.collection(), source.identity());
    return meter.progress(Phase.FINISHED);
  }

  private static int most(VectorCollection collection) {
    return Math.clamp(BATCH_NUMBERS / Math.max(1, collection.spec().dimension()), 1, MOST_RECORDS);
  }

  private void note(RecordSource source, TransferMeter meter) {
    checkpoints.save(
        target.collection(),
        source.identity(),
        new Reached(source.position(), meter.done(), meter.skipped()));
  }

  private void take(SourceRow.Good row, VectorCollection collection, TransferMeter meter) {
    int dimension = row.content().values().dense().map(each -> each.dimension()).orElse(0);
    if (dimension == collection.spec().dimension()) {
      batch.add(row);
    } else {
      meter.skip(
          row.place(),
          "%d numbers (expected: %d)".formatted(dimension, collection.spec().dimension()));
    }
  }

  private void write(VectorCollection opened, TransferMeter meter) {
    requireSameModel(opened);
    Map<String, List<SourceRow.Good>> byNamespace = new LinkedHashMap<>();
    for (SourceRow.Good row : batch) {
      byNamespace.computeIfAbsent(row.namespace(), _ -> new ArrayList<>()).add(row);
    }
    batch.clear();
    byNamespace.forEach((namespace, rows) -> write(opened, namespace, rows, meter));
  }

  /// Another generation may have come to serve meanwhile.
  private void requireSameModel(VectorCollection opened) {
    ModelBinding now = catalog.get(target.collection()).spec().model();
    if (!now.equals(opened.spec().model())) {
      throw new Conflict(
          "collection: %s has another model now (expected: the one that it had when the import began). Import into a new collection."
              .formatted(target.collection()));
    }
  }

  /// The store refuses a batch as a whole; halving it finds those to which it objects.
  private void write(
      VectorCollection opened, String namespace, List<SourceRow.Good> rows, TransferMeter meter) {
    List<VectorRecord> records = rows.stream().map(SourceRow.Good::content).toList();
    try {
      patient.run(() -> opened.namespace(namespace).upsert(records));
      meter.done(rows.size());
    } catch (InvalidRequest e) {
      if (rows.size() == 1) {
        meter.skip(rows.getFirst().place(), e.reason());
      } else {
        int half = rows.size() / 2;
        write(opened, namespace, rows.subList(0, half), meter);
        write(opened, namespace, rows.subList(half, rows.size()), meter);
      }
    }
  }
}
