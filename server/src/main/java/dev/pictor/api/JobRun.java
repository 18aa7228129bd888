package dev.pictor.api;

import dev.pictor.duplicates.ScanProgress;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.ServiceException;
import dev.pictor.library.IndexProgress;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.tags.TagProgress;
import dev.pictor.transfer.TransferProgress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// What the thread of a job does: waits for the model, runs the task, and says how it ended.
///
/// @param model waited for
/// @param opener makes the task
/// @param after run at the end
record JobRun(
    Jobs jobs,
    Jobs.Entry entry,
    CompletableFuture<?> model,
    Supplier<JobTask> opener,
    Runnable after)
    implements Runnable {

  private static final Logger LOG = System.getLogger(JobRun.class.getName());

  @Override
  public void run() {
    try {
      if (!awaitModel()) {
        Job _ = end(Job.State.INTERRUPTED, Optional.empty());
        return;
      }
      JobTask task = opener.get();
      if (!jobs.begin(entry, task)) {
        Job _ = end(Job.State.INTERRUPTED, whyInterrupted());
        return;
      }
      Job.Work work = task.run(this::tell);
      Job ended =
          jobs.change(
              entry,
              job ->
                  work.interrupted()
                      ? job.with(work).finished(Job.State.INTERRUPTED, whyInterrupted())
                      : job.with(work).finished(Job.State.FINISHED, Optional.empty()));
      LOG.log(Level.INFO, () -> "job ended " + summary(ended));
    } catch (ServiceException e) {
      Job ended = end(Job.State.FAILED, Optional.of(Failure.of(e)));
      LOG.log(Level.WARNING, () -> "job failed " + summary(ended) + " reason=" + e.reason());
    } catch (RuntimeException e) {
      Job ended =
          end(
              Job.State.FAILED,
              Optional.of(
                  Failure.of(ErrorCode.SERVER_FAULT, "a fault of the server, see its log")));
      LOG.log(Level.ERROR, "job failed by a fault id=" + ended.id(), e);
    } finally {
      after.run();
    }
  }

  private void tell(Job.Work now) {
    Job _ = jobs.change(entry, job -> job.with(now));
  }

  private Job end(Job.State state, Optional<Failure> why) {
    return jobs.change(entry, job -> job.finished(state, why));
  }

  /// Whether the model came before the end of the server.
  private boolean awaitModel() {
    try {
      Object _ = CompletableFuture.anyOf(model, jobs.end()).join();
      return !jobs.end().isDone();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ServiceException cause ? cause : e;
    }
  }

  /// Empty when a client asked for it.
  private Optional<Failure> whyInterrupted() {
    return jobs.end().isDone()
        ? Optional.of(Failure.of(ErrorCode.UNAVAILABLE, "the server stops; what is done stays"))
        : Optional.empty();
  }

  private static String summary(Job job) {
    String begin =
        "id=%s collection=%s state=%s ".formatted(job.id(), job.collection(), job.state());
    return begin
        + switch (job.work()) {
          case Job.Work.Indexing(IndexProgress progress) ->
              "indexed=%d unchanged=%d removed=%d failed=%d millis=%d"
                  .formatted(
                      progress.indexed(),
                      progress.unchanged(),
                      progress.removed(),
                      progress.failed(),
                      progress.elapsed().toMillis());
          case Job.Work.Reembedding(ReembedProgress progress) ->
              "phase=%s embedded=%d unchanged=%d removed=%d missing=%d millis=%d"
                  .formatted(
                      progress.phase(),
                      progress.embedded(),
                      progress.unchanged(),
                      progress.removed(),
                      progress.missing(),
                      progress.elapsed().toMillis());
          case Job.Work.Tagging(TagProgress progress) ->
              "vocabulary=%s tagged=%d without=%d unchanged=%d millis=%d"
                  .formatted(
                      progress.version(),
                      progress.tagged(),
                      progress.without(),
                      progress.unchanged(),
                      progress.elapsed().toMillis());
          case Job.Work.Exporting(TransferProgress progress) -> summary(progress);
          case Job.Work.Importing(TransferProgress progress) -> summary(progress);
          case Job.Work.FindingDuplicates(ScanProgress progress) ->
              "pictures=%d looked=%d unreadable=%d groups=%d bursts=%d millis=%d"
                  .formatted(
                      progress.total(),
                      progress.looked(),
                      progress.unreadable(),
                      progress.groups(),
                      progress.bursts(),
                      progress.elapsed().toMillis());
        };
  }

  private static String summary(TransferProgress progress) {
    return "done=%d skipped=%d millis=%d"
        .formatted(progress.done(), progress.skipped(), progress.elapsed().toMillis());
  }
}
