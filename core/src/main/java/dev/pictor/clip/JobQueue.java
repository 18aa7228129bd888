package dev.pictor.clip;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A bounded queue between callers and workers. Thread-safe; a caller never waits for room.
///
/// A worker takes what is there, up to what it wants: a lone job is not held back for others to
/// join it, and while workers are busy the jobs of the next run gather by themselves.
final class JobQueue<J> {

  private final String what;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();

  @GuardedBy("lock")
  private final LinkedHashSet<J> jobs = new LinkedHashSet<>();

  @GuardedBy("lock")
  private boolean closed;

  /// @param what waits here, in the plural, for messages
  JobQueue(String what, int capacity) {
    this.what = what;
    this.capacity = capacity;
  }

  /// @throws Overloaded when full
  /// @throws Unavailable when closed
  void add(J job) {
    lock.lock();
    try {
      if (closed) {
        throw closing();
      }
      if (jobs.size() >= capacity) {
        throw new Overloaded(
            "queue: %d %s wait (expected: fewer than %d; try again in a second)"
                .formatted(jobs.size(), what, capacity),
            Duration.ofSeconds(1));
      }
      jobs.add(job);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The oldest jobs, at least one and at most `most`; waits for them. Empty when closed.
  List<J> take(int most) {
    lock.lock();
    try {
      while (jobs.isEmpty() && !closed) {
        filled.awaitUninterruptibly();
      }
      int count = Math.min(most, jobs.size());
      List<J> taken = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        taken.add(jobs.removeFirst());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a job back that no worker has taken.
  void remove(J job) {
    lock.lock();
    try {
      jobs.remove(job);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return jobs.size();
    } finally {
      lock.unlock();
    }
  }

  /// Refuses new jobs, lets workers go and hands back the jobs that none has taken.
  List<J> close() {
    lock.lock();
    try {
      closed = true;
      List<J> left = List.copyOf(jobs);
      jobs.clear();
      filled.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }

  static Unavailable closing() {
    return new Unavailable("model: closing (expected: an open model; try again later)");
  }
}
