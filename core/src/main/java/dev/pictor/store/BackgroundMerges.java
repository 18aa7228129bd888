package dev.pictor.store;

import java.io.IOException;
import java.time.Duration;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;

/// Merges on threads of their own. Thread-safe.
///
/// Lucene stops whoever writes while more merges run than it likes, which with graphs to build may
/// take half a minute. Here such a writer is slowed down a little, and what is to be merged waits:
/// searches meet some small segments more for a while, which are scanned.
final class BackgroundMerges extends ConcurrentMergeScheduler {

  private static final System.Logger LOG = System.getLogger(BackgroundMerges.class.getName());

  // One for the large segment, one for the small ones that come meanwhile.
  private static final int AT_WORK = 2;
  private static final int MOST = 8;
  private static final long SLOWED_NANOS = Duration.ofMillis(50).toNanos();

  private final Runnable mergeEnded;

  /// @param mergeEnded called on a merge's thread when segments were merged and wait for a commit
  BackgroundMerges(Runnable mergeEnded) {
    this.mergeEnded = mergeEnded;
    setMaxMergesAndThreads(MOST, AT_WORK);
  }

  /// @return whether another merge may begin now; else it does when one of them has ended
  @Override
  protected synchronized boolean maybeStall(MergeSource source) {
    if (Thread.currentThread() instanceof MergeThread) {
      return !isFull(source);
    }
    long end = System.nanoTime() + SLOWED_NANOS;
    try {
      for (long left = SLOWED_NANOS; isFull(source) && left > 0; left = end - System.nanoTime()) {
        wait(Duration.ofNanos(left).toMillis() + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !isFull(source);
  }

  private boolean isFull(MergeSource source) {
    return source.hasPendingMerges() && mergeThreadCount() >= MOST;
  }

  @Override
  protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
    super.doMerge(source, merge);
    mergeEnded.run();
  }

  /// The segments stay as they were; the next write finds what is wrong and tells its caller.
  @Override
  protected void handleMergeException(Throwable failure) {
    LOG.log(System.Logger.Level.WARNING, "merge failed reason=" + failure);
  }
}
