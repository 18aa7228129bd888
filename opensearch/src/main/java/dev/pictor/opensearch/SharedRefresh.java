package dev.pictor.opensearch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Makes writes visible to searches, one refresh for all writers that wait at a time. Thread-safe.
///
/// How it works: a refresh shows what was written before it began, so whoever comes while one runs
/// needs the next; all who wait for the next share it.
final class SharedRefresh {

  private final Runnable refresh;
  private final ReentrantLock running = new ReentrantLock();

  @GuardedBy("this")
  private @Nullable CompletableFuture<Boolean> next;

  SharedRefresh(Runnable refresh) {
    this.refresh = refresh;
  }

  /// Returns once a refresh is done that began after the call.
  void await() {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> others;
    synchronized (this) {
      others = next;
      if (others == null) {
        next = mine;
      }
    }
    if (others == null) {
      run(mine);
    } else {
      join(others);
    }
  }

  private void run(CompletableFuture<Boolean> round) {
    running.lock();
    try {
      synchronized (this) {
        next = null; // who comes from now on needs another one
      }
      refresh.run();
      round.complete(true);
    } catch (RuntimeException e) {
      round.completeExceptionally(e);
      throw e;
    } finally {
      running.unlock();
    }
  }

  private static void join(CompletableFuture<Boolean> round) {
    try {
      boolean _ = round.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
