package dev.pictor.pinecone.imports;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.pinecone.data.FileRecords;
import dev.pictor.pinecone.imports.BulkImport.OnError;
import dev.pictor.pinecone.proto.Vector;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorRecord;
import dev.pictor.transfer.UnreadableFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One import at work: reads the files of a folder one after another and upserts their records in
/// batches. Runs on one thread; others may look at its counts and stop it.
///
/// A record that was there already is replaced, so an import may begin anew after a crash.
final class ImportRun {

  /// How it came to its end.
  sealed interface End {
    /// @param leftOut what was skipped; empty for nothing
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record Completed(Optional<String> leftOut) implements End {}

    record Failed(String reason) implements End {}

    record Stopped() implements End {}
  }

  /// The first bad record of an import that ends with it.
  private static final class Aborted extends Exception {
    Aborted(String reason) {
      super(reason);
    }
  }

  private record Row(long number, VectorRecord content) {}

  private static final Logger LOG = System.getLogger(ImportRun.class.getName());
  private static final String REFUSED =
      "the index does not take it (expected: a vector of length 8e18 at most, and valid Unicode)";
  private static final int MOST_RECORDS = 1000;
  private static final int BATCH_NUMBERS = 4 << 20; // of vectors, 16 MB

  private final BulkImport what;
  private final ImportFolders folders;
  private final Supplier<VectorCollection> collection;
  private final FailsafeExecutor<Object> patient; // while the collection's queue is full
  private final List<Row> batch = new ArrayList<>();
  private volatile boolean stopped;
  private volatile ImportCounts counts = ImportCounts.none();
  private Optional<String> firstBad = Optional.empty();

  /// @param collection asked once, on the run's thread, so that it does not go on with another one
  ///   of that name; throws [dev.pictor.error.NotFound]
  ImportRun(BulkImport what, ImportFolders folders, Supplier<VectorCollection> collection) {
    this.what = what;
    this.folders = folders;
    this.collection = collection;
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
  void stop() {
    stopped = true;
  }

  ImportCounts counts() {
    return counts;
  }

  /// Throws only what is a bug.
  End run() {
    try {
      VectorCollection target = collection.get();
      List<SourceFile> files =
          SourceFolder.list(folders.resolve(what.uri()), folders::admits, () -> stopped);
      long total = Math.max(1, files.stream().mapToLong(SourceFile::bytes).sum());
      long before = 0;
      for (SourceFile file : files) {
        if (stopped) {
          return new End.Stopped();
        }
        read(target, file, before, total);
        before += file.bytes();
      }
      return stopped ? new End.Stopped() : end();
    } catch (Aborted | UnreadableFile | ServiceException e) {
      return stopped ? new End.Stopped() : new End.Failed(String.valueOf(e.getMessage()));
    }
  }

  private End end() {
    long skipped = counts.skipped();
    Optional<String> leftOut =
        firstBad.map(first -> "%d skipped, first %s".formatted(skipped, first));
    if (leftOut.isPresent() && counts.imported() == 0) {
      return new End.Failed("no record could be imported: " + leftOut.get());
    }
    counts = new ImportCounts(100, counts.imported(), skipped);
    return new End.Completed(leftOut);
  }

  private void read(VectorCollection target, SourceFile file, long before, long total)
      throws Aborted {
    CollectionSpec spec = target.spec();
    int most = Math.clamp(BATCH_NUMBERS / Math.max(1, spec.dimension()), 1, MOST_RECORDS);
    try (RecordFile rows = file.open(spec.dimension())) {
      Optional<SourceRow> next = rows.next();
      while (next.isPresent() && !stopped) {
        take(target, file, next.get());
        if (batch.size() >= most) {
          write(target, file);
        }
        progress((before + rows.share() * file.bytes()) * 100 / total);
        next = rows.next();
      }
    } catch (UnreadableFile e) {
      if (e.getCause() != null) {
        LOG.log(Level.WARNING, "file of an import cannot be read file=" + file.path(), e);
      }
      bad(target, file, "%s %s".formatted(file.shown(), e.reason()));
    }
    write(target, file);
  }

  private void progress(double percent) {
    ImportCounts now = counts;
    if (percent - now.percent() >= 0.1) {
      counts = new ImportCounts(percent, now.imported(), now.skipped());
    }
  }

  private void take(VectorCollection target, SourceFile file, SourceRow row) throws Aborted {
    switch (row) {
      case SourceRow.Good(long number, Vector vector) -> {
        try {
          batch.add(new Row(number, FileRecords.checked(target.spec(), vector)));
        } catch (InvalidRequest e) {
          bad(target, file, file.place(number, e.reason()));
        }
      }
      case SourceRow.Bad(long number, String reason) ->
          bad(target, file, file.place(number, reason));
    }
  }

  /// What came before it is written first, so that the counts tell how far an import came.
  private void bad(VectorCollection target, SourceFile file, String why) throws Aborted {
    if (what.onError() == OnError.ABORT) {
      write(target, file);
    }
    skip(why);
  }

  private void skip(String why) throws Aborted {
    ImportCounts now = counts;
    counts = new ImportCounts(now.percent(), now.imported(), now.skipped() + 1);
    firstBad = firstBad.or(() -> Optional.of(why));
    if (what.onError() == OnError.ABORT) {
      throw new Aborted(why);
    }
  }

  private void write(VectorCollection target, SourceFile file) throws Aborted {
    List<Row> rows = List.copyOf(batch);
    batch.clear();
    if (!rows.isEmpty() && !stopped) {
      write(target, file, rows);
    }
  }

  /// The store refuses a batch as a whole; halving it finds those to which it objects.
  private void write(VectorCollection target, SourceFile file, List<Row> rows) throws Aborted {
    List<VectorRecord> records = rows.stream().map(Row::content).toList();
    try {
      patient.run(() -> target.namespace(file.namespace()).upsert(records));
      ImportCounts now = counts;
      counts = new ImportCounts(now.percent(), now.imported() + rows.size(), now.skipped());
    } catch (InvalidRequest e) {
      if (rows.size() == 1) {
        skip(file.place(rows.getFirst().number(), REFUSED));
      } else {
        write(target, file, rows.subList(0, rows.size() / 2));
        write(target, file, rows.subList(rows.size() / 2, rows.size()));
      }
    }
  }
}
