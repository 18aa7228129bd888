package dev.pictor.api;

import dev.pictor.transfer.CollectionExport;
import dev.pictor.transfer.RecordImport;
import dev.pictor.transfer.RecordSource;
import dev.pictor.transfer.TransferProgress;
import dev.pictor.transfer.UrlImport;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// An export or an import as a job.
final class TransferTask implements JobTask {

  /// What is run.
  interface Run {
    TransferProgress run(Consumer<TransferProgress> listener);
  }

  private final Function<TransferProgress, Job.Work> work;
  private final Run run;
  private final Runnable stop;

  private TransferTask(Function<TransferProgress, Job.Work> work, Run run, Runnable stop) {
    this.work = work;
    this.run = run;
    this.stop = stop;
  }

  static TransferTask export(CollectionExport export, Path file, boolean overwrite) {
    return new TransferTask(
        Job.Work.Exporting::new,
        listener -> export.toFile(file, overwrite, listener),
        export::interrupt);
  }

  /// Where records come from.
  interface Opener {
    /// @param stopped ends the waiting for others
    RecordSource open(BooleanSupplier stopped);
  }

  /// @param after run at the end
  static TransferTask records(RecordImport records, Opener opener, Runnable after) {
    return new TransferTask(
        Job.Work.Importing::new,
        listener -> {
          try (RecordSource source = opener.open(records::isInterrupted)) {
            return records.run(source, listener);
          } finally {
            after.run();
          }
        },
        records::interrupt);
  }

  static TransferTask urls(UrlImport urls) {
    return new TransferTask(Job.Work.Importing::new, urls::run, urls::interrupt);
  }

  @Override
  public Job.Work run(Consumer<Job.Work> listener) {
    return work.apply(run.run(progress -> listener.accept(work.apply(progress))));
  }

  @Override
  public void interrupt() {
    stop.run();
  }
}
