package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/// Applies changes one after the other and commits them together. Thread-safe.
///
/// How it works: callers put changes into a queue and wait. The writer's thread takes all that
/// wait, applies them in order, commits once, and answers them all; what arrives meanwhile is the
/// next batch. So one fsync serves as many callers as there are, and a lone caller waits for
/// nobody.
///
/// The thread is a platform thread of its own, because an interrupt during file access would close
/// Lucene's writer, and callers may be interrupted.
final class WriteQueue implements AutoCloseable {

  /// One change; its result is the caller's answer once it is durable and visible.
  interface Change<T> {
    T apply(IndexChanges changes) throws IOException;
  }

  private static final System.Logger LOG = System.getLogger(WriteQueue.class.getName());

  private static final int MAX_WAITING = 4096;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(10);

  private final String collection;
  private final LuceneIndex index;
  private final ChangeLog log;
  private final ThreadPoolExecutor thread;
  private final AtomicLong batches = new AtomicLong();

  @GuardedBy("waiting")
  private final Queue<Pending<?>> waiting = new ArrayDeque<>();

  /// @param log is told of changes when they are durable, before their callers are answered
  WriteQueue(String collection, LuceneIndex index, ChangeLog log) {
    this.collection = collection;
    this.index = index;
    this.log = log;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_THREAD.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("write-" + collection).daemon().factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /// Waits until `change` is durable and visible.
  ///
  /// @throws Overloaded when too many wait
  <T> T submit(Change<T> change) {
    Pending<T> pending = new Pending<>(change);
    synchronized (waiting) {
      if (waiting.size() >= MAX_WAITING) {
        throw new Overloaded(
            "collection: %s: %d writes wait (expected: fewer). Try again later."
                .formatted(collection, MAX_WAITING),
            RETRY_AFTER);
      }
      waiting.add(pending);
    }
    thread.execute(this::writeBatch);
    try {
      return pending.answer.join();
    } catch (CompletionException e) {
      throw asCallers(e);
    }
  }

  private static RuntimeException asCallers(CompletionException failure) {
    if (failure.getCause() instanceof ServiceException service) {
      return service;
    }
    return new IllegalStateException("write failed", failure.getCause());
  }

  /// Commits what merges left behind, when nobody writes.
  void commitSoon() {
    execute(this::writeBatch);
  }

  /// Has more merged once nothing was written for a while.
  private void mergeWhenIdle() {
    long batch = batches.incrementAndGet();
    CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS, this::execute)
        .execute(
            () -> {
              if (batches.get() == batch) {
                mergeIdle();
              }
            });
  }

  private void mergeIdle() {
    try {
      index.mergeIdle();
    } catch (IOException | AlreadyClosedException e) {
      // The next write finds the same fault and tells its caller.
      LOG.log(System.Logger.Level.WARNING, "merge did not start collection=" + collection, e);
    }
  }

  private void execute(Runnable work) {
    if (!thread.isShutdown()) {
      try {
        thread.execute(work);
      } catch (RejectedExecutionException e) {
        // Closing: the next start merges again.
      }
    }
  }

  private void writeBatch() {
    List<Pending<?>> batch;
    synchronized (waiting) {
      batch = new ArrayList<>(waiting);
      waiting.clear();
    }
    try {
      write(batch);
      batch.forEach(Pending::complete);
      if (!batch.isEmpty()) {
        mergeWhenIdle();
      }
    } catch (RuntimeException | IOException | Error e) {
      index.tragedy().filter(cause -> !cause.equals(e)).ifPresent(e::addSuppressed);
      Optional<ServiceException> known = StoreFailures.of(collection, e, index);
      abandon(batch, known.isPresent() ? known.get() : e);
    }
  }

  private void write(List<Pending<?>> batch) throws IOException {
    IndexChanges applied = index.changes();
    try {
      try (IndexChanges changes = applied) {
        for (Pending<?> pending : batch) {
          pending.apply(changes);
        }
      }
      index.commit();
    } finally {
      // A commit that failed may have been written all the same.
      log.tell(applied);
    }
  }

  private void abandon(List<Pending<?>> batch, Throwable failure) {
    try {
      index.rollback();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    batch.forEach(pending -> pending.answer.completeExceptionally(failure));
  }

  /// Writes what waits, then ends the thread.
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true; // the writer must finish all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Pending<T> {

    private final Change<T> change;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;

    Pending(Change<T> change) {
      this.change = change;
    }

    /// A request that is refused before it changed anything fails alone.
    void apply(IndexChanges changes) throws IOException {
      try {
        result = change.apply(changes);
      } catch (InvalidRequest | Conflict e) {
        answer.completeExceptionally(e);
      } catch (IndexSearcher.TooManyClauses e) {
        answer.completeExceptionally(FilterCompiler.tooLong(e));
      }
    }

    void complete() {
      T done = result;
      if (done != null) {
        answer.complete(done);
      }
    }
  }
}
