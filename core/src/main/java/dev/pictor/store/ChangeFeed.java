package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;

/// Which records of a collection changed since somebody looked. Thread-safe.
///
/// A change is here once it is durable and visible to reads, before the writer is told so: whoever
/// looks after an acknowledgement finds it.
public final class ChangeFeed implements AutoCloseable {

  /// Above this many keys it is cheaper to compare everything.
  private static final int MOST_KEYS = 200_000;

  /// @param keys of the records that may have changed
  /// @param more whether others, or namespaces, may have changed too
  public record Changes(Set<RecordKey> keys, boolean more) {
    public Changes {
      keys = Set.copyOf(keys);
    }

    public boolean isEmpty() {
      return keys.isEmpty() && !more;
    }
  }

  private final Runnable end;

  @GuardedBy("this")
  private Set<RecordKey> keys = new HashSet<>();

  @GuardedBy("this")
  private boolean more;

  ChangeFeed(Runnable end) {
    this.end = end;
  }

  synchronized void tell(Set<RecordKey> changed, boolean others) {
    keys.addAll(changed);
    more |= others;
    if (keys.size() > MOST_KEYS) {
      keys.clear();
      more = true;
    }
  }

  /// What changed since the last look.
  public synchronized Changes take() {
    Changes taken = new Changes(keys, more);
    keys = new HashSet<>();
    more = false;
    return taken;
  }

  /// What [#take] would give, which stays to be taken.
  public synchronized Changes look() {
    return new Changes(keys, more);
  }

  /// Ends the telling.
  @Override
  public void close() {
    end.run();
  }
}
