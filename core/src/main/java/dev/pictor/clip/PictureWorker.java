package dev.pictor.clip;

import java.util.List;

/// Decodes, prepares and encodes pictures one by one, all on one thread: no core waits for
/// another's stage, and at most one decoded picture for each thread is in memory. Right for towers
/// that gain nothing by taking several pictures a run.
final class PictureWorker implements Lane.Worker<PictureRequest, ImageEmbedding> {

  private final PicturePreparation preparation;
  private final PictureRuns runs;

  PictureWorker(PicturePreparation preparation, PictureRuns runs) {
    this.preparation = preparation;
    this.runs = runs;
  }

  @Override
  public void work(List<Job<PictureRequest, ImageEmbedding>> jobs) {
    for (Job<PictureRequest, ImageEmbedding> job : jobs) {
      if (job.answer().isDone()) {
        continue;
      }
      try {
        runs.run(List.of(preparation.prepare(job)));
      } catch (Throwable failure) { // whatever a decoder does, the other pictures go on
        job.fail(failure);
      }
    }
  }

  @Override
  public void close() {
    runs.close();
  }
}
