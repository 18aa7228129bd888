package dev.pictor.clip;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A queue and the platform threads that work on it. Thread-safe.
///
/// @param <I> what is encoded
/// @param <O> the answer
final class Lane<I, O> implements AutoCloseable {

  /// What a worker does with the jobs it took. Belongs to one thread; must not throw for a job that
  /// is wrong but fail that job.
  interface Worker<I, O> extends AutoCloseable {
    void work(List<Job<I, O>> jobs);

    @Override
    default void close() {}
  }

  /// Most answers come sooner, and need no look at whether the caller is still there.
  private static final Duration USUAL_WAIT = Duration.ofMillis(100);

  private final JobQueue<Job<I, O>> queue;
  private final List<Thread> threads = new ArrayList<>();

  /// @param name of the things that wait, in the plural
  /// @param batch most jobs that a worker takes at once
  Lane(String name, int capacity, int workers, int batch, Supplier<Worker<I, O>> worker) {
    this.queue = new JobQueue<>(name, capacity);
    for (int i = 0; i < workers; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("embed-" + name + "-" + i)
              .daemon()
              .start(() -> loop(worker, batch)));
    }
  }

  private void loop(Supplier<Worker<I, O>> supplier, int batch) {
    try (Worker<I, O> worker = supplier.get()) {
      for (List<Job<I, O>> jobs = queue.take(batch); !jobs.isEmpty(); jobs = queue.take(batch)) {
        try {
          worker.work(jobs);
        } catch (Throwable failure) { // the thread must outlive whatever one job does
          jobs.forEach(job -> job.fail(failure));
        }
      }
    }
  }

  /// Puts a job into the queue.
  ///
  /// @throws dev.pictor.error.Overloaded when the queue is full
  /// @throws Unavailable when closed
  Job<I, O> submit(I input) {
    Job<I, O> job = new Job<>(input);
    queue.add(job);
    return job;
  }

  /// Waits for the answer of a job that the caller has joined. A caller who is interrupted, or has
  /// gone, leaves it.
  ///
  /// @throws Unavailable when interrupted, or closed before the job's turn
  /// @throws CallerGone when the [Caller] has gone
  O await(Job<I, O> job) {
    try {
      if (Caller.PRESENT.isBound() && !isDoneSoon(job)) {
        CompletableFuture<?> gone = Caller.PRESENT.get().gone();
        Object _ = CompletableFuture.anyOf(job.answer(), gone).get();
        if (!job.answer().isDone()) {
          leave(job);
          throw new CallerGone();
        }
      }
      return job.answer().get();
    } catch (InterruptedException e) {
      leave(job);
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while waiting for the model", e);
    } catch (CancellationException e) {
      throw new IllegalStateException("a job that is waited for was dropped", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private boolean isDoneSoon(Job<I, O> job) throws InterruptedException, ExecutionException {
    try {
      O _ = job.answer().get(USUAL_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void leave(Job<I, O> job) {
    if (job.leave()) {
      queue.remove(job);
      job.answer().cancel(false);
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> new IllegalStateException("encoding failed without a cause");
      case ServiceException expected -> expected;
      case OutOfMemoryError memory ->
          new InvalidRequest(
              "picture: needs more memory than there is (expected: a smaller picture, or a larger"
                  + " -Xmx)",
              memory);
      default -> new IllegalStateException("encoding failed: " + cause, cause);
    };
  }

  int queued() {
    return queue.size();
  }

  /// Fails what waits, lets workers finish what they have begun, and waits for them.
  @Override
  public void close() {
    queue.close().forEach(job -> job.fail(JobQueue.closing()));
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
