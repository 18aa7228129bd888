package dev.pictor.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.NotFound;
import dev.pictor.store.HeldFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Commits that are kept for others while they copy them. One that nobody asked for during a while
/// is let go: its follower has died. Thread-safe.
public final class Leases implements AutoCloseable {

  private static final class Lease {
    private final HeldFiles files;
    private long used = System.nanoTime();

    Lease(HeldFiles files) {
      this.files = files;
    }
  }

  private final Duration patience;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("leases").daemon().factory());

  @GuardedBy("this")
  private final Map<String, Lease> leases = new HashMap<>();

  /// @param patience after which a commit that nobody asked for is let go
  public Leases(Duration patience) {
    this.patience = patience;
    long often = Math.max(1, patience.toMillis() / 4);
    var _ =
        keeper.scheduleWithFixedDelay(
            () -> letGo(System.nanoTime() - patience.toNanos()),
            often,
            often,
            TimeUnit.MILLISECONDS);
  }

  Duration patience() {
    return patience;
  }

  synchronized int count() {
    return leases.size();
  }

  synchronized String keep(HeldFiles files) {
    String id = UUID.randomUUID().toString();
    leases.put(id, new Lease(files));
    return id;
  }

  /// @throws NotFound when it was let go
  synchronized HeldFiles use(String id) {
    Lease lease = leases.get(id);
    if (lease == null) {
      throw new NotFound(
          "lease: %s (expected: one that was used within %d s)"
              .formatted(id, patience.toSeconds()));
    }
    lease.used = System.nanoTime();
    return lease.files;
  }

  /// While it is used.
  synchronized void renew(String id) {
    Lease lease = leases.get(id);
    if (lease != null) {
      lease.used = System.nanoTime();
    }
  }

  void release(String id) {
    HeldFiles files = use(id);
    synchronized (this) {
      leases.remove(id);
    }
    files.close();
  }

  /// Lets go what was not used since `nanoTime`.
  void letGo(long nanoTime) {
    List<HeldFiles> old = new ArrayList<>();
    synchronized (this) {
      leases.values().removeIf(each -> each.used - nanoTime <= 0 && old.add(each.files));
    }
    old.forEach(HeldFiles::close);
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    letGo(System.nanoTime());
  }
}
