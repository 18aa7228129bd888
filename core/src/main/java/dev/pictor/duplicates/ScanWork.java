package dev.pictor.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Spreads small tasks over as many threads as there are cores. For one scan.
final class ScanWork implements AutoCloseable {

  private static final int AT_ONCE = 128;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("duplicates-", 0).factory());
  private final BooleanSupplier stopping;

  /// @param stopping asked now and then
  ScanWork(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  /// @param after told how many are done, now and then, on this thread
  /// @return whether it came to the end
  <T> boolean each(List<T> items, Consumer<T> task, Consumer<Integer> after) {
    for (int from = 0; from < items.size(); from += AT_ONCE) {
      if (stopping.getAsBoolean()) {
        return false;
      }
      int to = Math.min(items.size(), from + AT_ONCE);
      List<Future<?>> running = new ArrayList<>();
      for (T item : items.subList(from, to)) {
        running.add(threads.submit(() -> task.accept(item)));
      }
      running.forEach(ScanWork::await);
      after.accept(to);
    }
    return !stopping.getAsBoolean();
  }

  private static void await(Future<?> task) {
    try {
      Object _ = task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for duplicates", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
