package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.reembed.ReembedProgress.Phase;
import dev.pictor.reembed.Reembedding;
import dev.pictor.reembed.Reembedding.Goal;
import java.util.function.Consumer;

/// Works on a second generation as a job.
///
/// A switch waits until nobody indexes or tags the collection, because such a run belongs to one
/// model; the build before it does not wait.
final class ReembedTask implements JobTask {

  private final Reembeddings reembeddings;
  private final String collection;
  private final Goal goal;
  private final Embedder embedder;
  private volatile boolean stopped;

  /// @param embedder of the model of the second generation
  ReembedTask(Reembeddings reembeddings, String collection, Goal goal, Embedder embedder) {
    this.reembeddings = reembeddings;
    this.collection = collection;
    this.goal = goal;
    this.embedder = embedder;
  }

  @Override
  public Job.Work run(Consumer<Job.Work> listener) {
    ReembedProgress end = goal == Goal.SWITCH ? work(Goal.BUILD, listener) : work(goal, listener);
    if (goal == Goal.SWITCH && end.phase() == Phase.READY) {
      reembeddings.awaitOthers(collection, () -> stopped);
      end = work(goal, listener);
    }
    if (end.phase() == Phase.SWITCHED) {
      reembeddings.switched(collection, embedder);
    }
    return new Job.Work.Reembedding(end);
  }

  private ReembedProgress work(Goal towards, Consumer<Job.Work> listener) {
    Reembedding reembedding = reembeddings.of(collection);
    return reembedding.run(
        towards,
        embedder,
        reembeddings.contents(collection),
        progress -> {
          if (stopped) {
            reembedding.interrupt(); // it was asked before this run began
          }
          listener.accept(new Job.Work.Reembedding(progress));
        });
  }

  @Override
  public void interrupt() {
    stopped = true;
    reembeddings.of(collection).interrupt();
  }
}
