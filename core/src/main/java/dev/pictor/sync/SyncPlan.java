package dev.pictor.sync;

import dev.pictor.library.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides when a library's folders are looked at, and which. It has no clock and no thread of its
/// own. Not thread-safe.
///
/// Changes wait until nothing more happens for a moment, so that files are whole, and what left one
/// folder has come to the other. A run that did not complete is made up by one over everything.
final class SyncPlan {

  /// Without a further change for so long, changes are taken.
  static final Duration SETTLED = Duration.ofSeconds(1);

  /// And after this, even if changes go on.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final Duration RETRY_INTERRUPTED = Duration.ofSeconds(5);
  static final Duration RETRY_FAILED = Duration.ofMinutes(5);

  /// Looking at everything takes a tenth of the time at most.
  private static final int IDLE_SHARE = 9;

  private Duration interval;
  private Scope hints = Scope.nothing();
  private Instant firstHint = Instant.MIN;
  private Instant lastHint = Instant.MIN;
  private Instant everythingAt;

  /// @param interval between two looks at everything; zero for never
  /// @param first look at everything
  SyncPlan(Duration interval, Instant first) {
    this.interval = interval;
    this.everythingAt = first;
  }

  /// Watching may end.
  void every(Duration newInterval) {
    interval = newInterval;
  }

  void changed(Scope where, Instant now) {
    if (where.isEmpty()) {
      return;
    }
    if (hints.isEmpty()) {
      firstHint = now;
    }
    lastHint = now;
    hints = hints.and(where);
  }

  /// What is to be looked at now, which is taken to be done.
  Optional<Scope> take(Instant now) {
    if (!now.isBefore(everythingAt)) {
      hints = Scope.nothing();
      everythingAt = Instant.MAX;
      return Optional.of(new Scope.Everything());
    }
    boolean settled =
        !now.isBefore(lastHint.plus(SETTLED)) || !now.isBefore(firstHint.plus(PATIENCE));
    if (hints.isEmpty() || !settled) {
      return Optional.empty();
    }
    Scope due = hints;
    hints = Scope.nothing();
    return Optional.of(due);
  }

  void ended(Scope scope, FolderSync.Ended how, Instant began, Instant now) {
    switch (how) {
      case COMPLETE, DISMISSED -> {
        if (scope instanceof Scope.Everything) {
          everythingAt = interval.isZero() ? Instant.MAX : now.plus(pauseAfter(began, now));
        }
      }
      case INTERRUPTED -> everythingWithin(RETRY_INTERRUPTED, now);
      case FAILED -> everythingWithin(RETRY_FAILED, now);
    }
  }

  private Duration pauseAfter(Instant began, Instant now) {
    Duration rest = Duration.between(began, now).multipliedBy(IDLE_SHARE);
    return interval.compareTo(rest) < 0 ? rest : interval;
  }

  private void everythingWithin(Duration pause, Instant now) {
    Instant again = now.plus(pause);
    everythingAt = again.isBefore(everythingAt) ? again : everythingAt;
  }

  /// When everything is looked at next; empty when never.
  Optional<Instant> next() {
    return Optional.of(everythingAt).filter(at -> at.isBefore(Instant.MAX));
  }
}
