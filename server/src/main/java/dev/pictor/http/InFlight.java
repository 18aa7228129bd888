package dev.pictor.http;

import dev.pictor.error.Unavailable;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The requests of a port that are under way, on every protocol it speaks. Thread-safe.
public final class InFlight {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int requests; // guarded by lock
  private boolean closing; // guarded by lock

  /// Counts one more request, until [#leave()].
  public void enter() {
    lock.lock();
    try {
      requests++;
    } finally {
      lock.unlock();
    }
  }

  public void leave() {
    lock.lock();
    try {
      requests--;
      if (requests == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// @throws Unavailable when the port closes
  public void requireOpen() {
    lock.lock();
    try {
      if (closing) {
        throw new Unavailable("server: closing (expected: a running one). Try again later.");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Has later requests refused and waits until those under way are done.
  ///
  /// @return whether all of them ended within `patience`
  public boolean drain(Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      closing = true;
      while (requests > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return requests == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
