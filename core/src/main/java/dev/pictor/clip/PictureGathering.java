package dev.pictor.clip;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pictures from several decoding threads to one thread that runs them together, for towers that
/// gain by that. Thread-safe.
///
/// How it works: a run begins when as many pictures are ready as may share it, or when no further
/// picture is on its way here. So a lone picture waits for nobody, pictures that came together run
/// together, and under load the next run is decoded while the present one is under way. A picture
/// that is on its way is one whose decoding has begun or that waits for a decoding thread; what is
/// waited for is thus never longer than decoding takes.
final class PictureGathering implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final int together;
  private final PicturePreparation preparation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<PreparedPicture> ready = new ArrayDeque<>();

  @GuardedBy("lock")
  private int decoding;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable Thread thread;

  /// @param together most pictures of a run
  PictureGathering(int together, PicturePreparation preparation) {
    this.together = together;
    this.preparation = preparation;
  }

  /// Begins to run what is ready.
  ///
  /// @param queued how many wait for a decoding thread
  /// @param runs called on the thread that is started
  void start(IntSupplier queued, Supplier<PictureRuns> runs) {
    lock.lock();
    try {
      thread =
          Thread.ofPlatform()
              .name("embed-pictures-run")
              .daemon()
              .start(() -> loop(queued, runs.get()));
    } finally {
      lock.unlock();
    }
  }

  /// What a decoding thread does.
  void decode(List<Job<PictureRequest, ImageEmbedding>> jobs) {
    for (Job<PictureRequest, ImageEmbedding> job : jobs) {
      if (!job.answer().isDone()) {
        decode(job);
      }
    }
  }

  private void decode(Job<PictureRequest, ImageEmbedding> job) {
    begin();
    try {
      PreparedPicture prepared = preparation.prepare(job);
      lock.lock();
      try {
        ready.add(prepared);
      } finally {
        lock.unlock();
      }
    } catch (Throwable failure) { // whatever a decoder does, the other pictures go on
      job.fail(failure);
    } finally {
      end();
    }
  }

  /// Waits while a whole run more than the next is ready: memory is bounded, and who decodes does
  /// not run away from who encodes.
  private void begin() {
    lock.lock();
    try {
      while (ready.size() >= 2 * together) {
        changed.awaitUninterruptibly();
      }
      decoding++;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      decoding--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void loop(IntSupplier queued, PictureRuns runs) {
    try (runs) {
      for (List<PreparedPicture> next = take(queued); !next.isEmpty(); next = take(queued)) {
        run(runs, next.stream().filter(each -> !each.job().answer().isDone()).toList());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void run(PictureRuns runs, List<PreparedPicture> wanted) {
    try {
      if (!wanted.isEmpty()) {
        runs.run(wanted);
      }
    } catch (Throwable failure) { // the thread must outlive whatever one run does
      wanted.forEach(each -> each.job().fail(failure));
    }
  }

  /// The pictures of the next run; empty when closed and all are run.
  private List<PreparedPicture> take(IntSupplier queued) throws InterruptedException {
    lock.lock();
    try {
      while (!isNext(queued) && !(closed && ready.isEmpty())) {
        if (ready.isEmpty()) {
          changed.awaitUninterruptibly();
        } else {
          // One that waits for a decoding thread may be taken back without a signal here.
          long _ = changed.awaitNanos(LOOK_AGAIN.toNanos());
        }
      }
      List<PreparedPicture> taken = new ArrayList<>();
      while (!ready.isEmpty() && taken.size() < together) {
        taken.add(ready.removeFirst());
      }
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isNext(IntSupplier queued) {
    return ready.size() >= together
        || (!ready.isEmpty() && decoding == 0 && queued.getAsInt() == 0);
  }

  /// To be called when no thread decodes any more: runs what is ready and returns.
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      running = thread;
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
