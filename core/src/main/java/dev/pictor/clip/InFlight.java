package dev.pictor.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// A list of any size to an [Embedder]: a bounded number is under way at a time, so that it fills
/// the model's batches but not its queue. Stateless.
public final class InFlight {

  private static final int UNDER_WAY = 32;

  private InFlight() {}

  /// The answers in the order of the items.
  ///
  /// @param work called on virtual threads, which serve the present [Caller] too; what it throws
  ///   for the first item that fails is thrown here, and no further items are begun
  public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
    if (items.size() == 1) {
      return List.of(work.apply(items.getFirst()));
    }
    Function<T, R> served = forPresentCaller(work);
    Semaphore places = new Semaphore(UNDER_WAY);
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<R>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        places.acquireUninterruptibly();
        if (failed.get()) {
          break;
        }
        futures.add(
            threads.submit(
                () -> {
                  boolean done = false;
                  try {
                    R answer = served.apply(item);
                    done = true;
                    return answer;
                  } finally {
                    failed.compareAndSet(false, !done);
                    places.release();
                  }
                }));
      }
    }
    return futures.stream().map(InFlight::result).toList();
  }

  private static <T, R> Function<T, R> forPresentCaller(Function<T, R> work) {
    if (!Caller.PRESENT.isBound()) {
      return work;
    }
    Caller caller = Caller.PRESENT.get();
    return item -> ScopedValue.where(Caller.PRESENT, caller).call(() -> work.apply(item));
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }
}
