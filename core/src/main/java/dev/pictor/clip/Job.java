package dev.pictor.clip;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Something to encode and the promise of its answer. Callers that ask for the same thing at the
/// same time share a job; it is dropped when the last of them has left.
///
/// @param <I> what is encoded
/// @param <O> the answer
final class Job<I, O> {

  private final I input;
  private final long created = System.nanoTime();
  private final CompletableFuture<O> answer = new CompletableFuture<>();
  private final AtomicInteger waiters = new AtomicInteger();

  Job(I input) {
    this.input = input;
  }

  I input() {
    return input;
  }

  CompletableFuture<O> answer() {
    return answer;
  }

  /// Nanoseconds since the job was made.
  long age() {
    return System.nanoTime() - created;
  }

  /// Counts a caller in, unless the job was dropped.
  boolean join() {
    int now = waiters.getAndUpdate(count -> count < 0 ? count : count + 1);
    return now >= 0;
  }

  /// Counts a caller out; true when nobody waits any more and the job is dropped.
  boolean leave() {
    int left = waiters.updateAndGet(count -> count == 1 ? Integer.MIN_VALUE : count - 1);
    return left < 0;
  }

  void fail(Throwable failure) {
    answer.completeExceptionally(failure);
  }
}
