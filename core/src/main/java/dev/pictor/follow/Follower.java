package dev.pictor.follow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.follow.FollowState.Copy;
import dev.pictor.follow.FollowState.Problem;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CommitHead;
import dev.pictor.store.Commits;
import dev.pictor.store.Replicas;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps copies of all collections of another server up to date, on a thread of its own.
/// Thread-safe.
///
/// How it works: it asks for the newest commits of the leader again and again. Where one differs
/// from the copy here, it has the leader keep that commit, fetches the files that are not here, and
/// lets readers see it. Collections that are gone there go here. While the leader is away, all that
/// is here is served.
public final class Follower implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Follower.class.getName());

  private final FollowSettings settings;
  private final CollectionCatalog catalog;
  private final Commits commits;
  private final Replicas replicas;
  private final LeaderClient leader;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  @GuardedBy("this")
  private long syncedNanos = System.nanoTime(); // the start, before the first time

  @GuardedBy("this")
  private Optional<Instant> synced = Optional.empty();

  @GuardedBy("this")
  private List<CommitHead> leaderHeads = List.of();

  @GuardedBy("this")
  private long files;

  @GuardedBy("this")
  private long bytes;

  @GuardedBy("this")
  private Optional<Problem> problem = Optional.empty();

  private Follower(FollowSettings settings, CollectionCatalog catalog) {
    this.settings = settings;
    this.catalog = catalog;
    this.commits = catalog.commits().orElseThrow();
    this.replicas = catalog.replicas().orElseThrow();
    this.leader = new LeaderClient(settings);
    this.thread = Thread.ofPlatform().name("follow").daemon().unstarted(this::follow);
  }

  /// @param catalog of a store that was opened to follow
  public static Follower start(FollowSettings settings, CollectionCatalog catalog) {
    Follower follower = new Follower(settings, catalog);
    follower.thread.start();
    return follower;
  }

  /// What a leader has now, asked once.
  ///
  /// @throws Unavailable when it does not answer, or cannot be followed, saying why
  public static List<CollectionSpec> collectionsOf(FollowSettings settings) {
    try (LeaderClient leader = new LeaderClient(settings)) {
      return leader.heads().heads().stream().map(CommitHead::spec).toList();
    } catch (IOException e) {
      Problem problem = problem(settings, e);
      throw new Unavailable(problem.diagnosis(), problem.sentence());
    }
  }

  private void follow() {
    try {
      do {
        round();
      } while (!closed.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "following ends");
    }
  }

  /// Brings all collections to what the leader has now.
  private void round() {
    long began = System.nanoTime();
    Instant at = Instant.now();
    try {
      LeaderClient.Heads heads = leader.heads();
      synchronized (this) {
        leaderHeads = heads.heads();
      }
      Optional<Problem> failed = bring(heads);
      removeOthers(heads);
      tell(failed);
      if (failed.isEmpty()) {
        synchronized (this) {
          synced = Optional.of(at);
          syncedNanos = began;
        }
      }
    } catch (IOException | ServiceException e) {
      tell(Optional.of(problem(settings, e)));
    } catch (RuntimeException e) { // the thread must outlive whatever one round meets
      LOG.log(Level.ERROR, "a round of following failed leader=" + settings.leader(), e);
      tell(Optional.of(copyFailed(settings, e.toString())));
    }
  }

  /// @return why a collection was not brought, if one was not
  private Optional<Problem> bring(LeaderClient.Heads heads) {
    Map<String, CommitHead> here = here();
    Optional<Problem> failed = Optional.empty();
    for (CommitHead wanted : heads.heads()) {
      String name = wanted.spec().name();
      if (closed.getCount() == 0) {
        return Optional.of(copyFailed(settings, "closing"));
      }
      try {
        CommitHead present = here.get(name);
        if (present == null || !present.commit().equals(wanted.commit())) {
          bring(name);
        } else if (!present.spec().equals(wanted.spec())) {
          replicas.describe(wanted.spec());
        }
      } catch (NotFound gone) {
        failed =
            Optional.of(problem(settings, gone)); // deleted meanwhile, which the next round sees
      } catch (IOException | ServiceException e) {
        failed = Optional.of(problemOf(name, e));
      }
    }
    return failed;
  }

  private Map<String, CommitHead> here() {
    Map<String, CommitHead> here = new HashMap<>();
    commits.heads().forEach(each -> here.put(each.spec().name(), each));
    return here;
  }

  private void bring(String name) throws IOException {
    LeaderClient.Lease lease = leader.hold(name);
    try {
      Replicas.Fetched fetched =
          replicas.install(
              lease.head(),
              lease.files(),
              (file, from, to) -> leader.copy(lease.id(), file, from, to));
      synchronized (this) {
        files += fetched.files();
        bytes += fetched.bytes();
      }
      LOG.log(
          Level.DEBUG,
          "followed collection=%s version=%d files=%d bytes=%d"
              .formatted(name, lease.head().version(), fetched.files(), fetched.bytes()));
    } finally {
      release(lease);
    }
  }

  private void release(LeaderClient.Lease lease) {
    try {
      leader.release(lease.id());
    } catch (IOException | NotFound e) {
      LOG.log(Level.DEBUG, "lease not given back, it ends by itself reason=" + e);
    }
  }

  private void removeOthers(LeaderClient.Heads heads) {
    Set<String> there = new HashSet<>(heads.unreadable());
    heads.heads().forEach(each -> there.add(each.spec().name()));
    for (CommitHead each : commits.heads()) {
      String name = each.spec().name();
      if (!there.contains(name)) {
        catalog.forget(replicas, name);
        LOG.log(Level.INFO, "followed collection is gone collection=" + name);
      }
    }
  }

  /// The leader being away is no matter of one collection.
  private Problem problemOf(String collection, Exception e) {
    return e instanceof LeaderFailure
        ? problem(settings, e)
        : copyFailed(settings, "%s: %s".formatted(collection, LeaderFailure.said(e)));
  }

  private static Problem problem(FollowSettings settings, Exception e) {
    return e instanceof LeaderFailure failure
        ? new Problem(failure.diagnosis(), LeaderFailure.said(failure))
        : copyFailed(settings, LeaderFailure.said(e));
  }

  private static Problem copyFailed(FollowSettings settings, String said) {
    return new Problem(
        Diagnosis.of(ErrorCode.COPY_FAILED)
            .with("leader", settings.leader().toString())
            .with("said", said),
        said);
  }

  private void tell(Optional<Problem> now) {
    boolean changed;
    synchronized (this) {
      changed = problem.isPresent() != now.isPresent();
      problem = now;
    }
    if (changed && closed.getCount() > 0) {
      LOG.log(
          now.isPresent() ? Level.WARNING : Level.INFO,
          "following leader=%s %s"
              .formatted(
                  settings.leader(), now.map(why -> "reason=" + why.sentence()).orElse("goes on")));
    }
  }

  /// How far it is.
  public FollowState state() {
    Map<String, CommitHead> here = here();
    synchronized (this) {
      List<Copy> copies = new ArrayList<>();
      long behind = 0;
      for (CommitHead wanted : leaderHeads) {
        CommitHead present = here.get(wanted.spec().name());
        long version = present == null ? 0 : present.version();
        boolean same = present != null && present.commit().equals(wanted.commit());
        copies.add(new Copy(wanted.spec().name(), version, wanted.version()));
        behind += same ? 0 : Math.max(1, wanted.version() - version);
      }
      return new FollowState(
          settings.leader(),
          synced,
          Duration.ofNanos(System.nanoTime() - syncedNanos),
          behind,
          copies,
          files,
          bytes,
          problem);
    }
  }

  public FollowSettings settings() {
    return settings;
  }

  /// What the leader answers at a path below its address; close its body.
  ///
  /// @throws IOException when it does not answer
  public HttpResponse<InputStream> ask(String path) throws IOException {
    return leader.get(path);
  }

  /// Stops; a transfer that is under way goes on at the next start.
  @Override
  public void close() {
    closed.countDown();
    leader.close();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
