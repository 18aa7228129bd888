package dev.pictor.api;

import dev.pictor.clip.LoadedModels;
import dev.pictor.error.Conflict;
import dev.pictor.error.ServiceException;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import dev.pictor.sync.FolderSync;
import dev.pictor.sync.FolderSync.Ended;
import dev.pictor.sync.SyncConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// The libraries of a server that are kept in step by themselves; their runs are jobs. Thread-safe.
public final class Syncs implements Libraries.Listener, AutoCloseable {

  private record Kept(LibrarySpec spec, FolderSync sync) {}

  private static final Logger LOG = System.getLogger(Syncs.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final Libraries libraries;
  private final LoadedModels models;
  private final SyncConfig config;
  private final Clock clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private boolean closed;
  private volatile UnaryOperator<String> modelOf = name -> name;

  /// @param clock whose zone quiet hours are meant in
  public Syncs(
      Jobs jobs, Libraries libraries, LoadedModels models, SyncConfig config, Clock clock) {
    this.jobs = jobs;
    this.libraries = libraries;
    this.models = models;
    this.config = config;
    this.clock = clock;
  }

  /// Follows all libraries that are opened from now on.
  ///
  /// @param models names the model of a collection
  public void begin(UnaryOperator<String> models) {
    modelOf = models;
    libraries.listen(this);
  }

  @Override
  public synchronized void opened(String collection, PhotoLibrary library) {
    Kept former = kept.get(collection);
    if (closed || (former != null && former.spec().equals(library.spec()))) {
      return;
    }
    gone(collection);
    FolderSync sync =
        FolderSync.start(
            library.spec(),
            library.exclusions(),
            config,
            clock,
            (scope, stop) -> run(collection, scope, stop));
    kept.put(collection, new Kept(library.spec(), sync));
  }

  @Override
  public synchronized void gone(String collection) {
    Kept former = kept.remove(collection);
    if (former != null) {
      former.sync().close();
    }
  }

  private Ended run(String collection, Scope scope, BooleanSupplier stop)
      throws InterruptedException {
    try {
      Job job =
          jobs.startIndexing(
              collection,
              Job.Trigger.SYNC,
              models.acquire(modelOf.apply(collection)),
              embedder -> libraries.current(collection, embedder),
              scope);
      return follow(job.id(), stop);
    } catch (Conflict busy) {
      Optional<String> other = jobs.running(collection, Job.Kind.INDEX);
      if (other.isPresent()) {
        Ended how = follow(other.get(), () -> stop.getAsBoolean() && begunByServer(other.get()));
        return how == Ended.DISMISSED ? how : Ended.INTERRUPTED;
      }
      return Ended.INTERRUPTED;
    } catch (ServiceException e) {
      LOG.log(
          Level.WARNING,
          "folders are not looked at collection=%s reason=%s".formatted(collection, e.reason()));
      return Ended.FAILED;
    }
  }

  private boolean begunByServer(String job) {
    return jobs.get(job).trigger() != Job.Trigger.REQUEST;
  }

  private Ended follow(String id, BooleanSupplier stop) throws InterruptedException {
    Job job = jobs.await(id, Long.MAX_VALUE, LOOK).job();
    while (!job.hasEnded()) {
      if (stop.getAsBoolean()) {
        Job _ = jobs.interrupt(id);
      }
      job = jobs.await(id, Long.MAX_VALUE, LOOK).job();
    }
    return switch (job.state()) {
      case FINISHED -> Ended.COMPLETE;
      case FAILED -> Ended.FAILED;
      case RUNNING, INTERRUPTED -> jobs.isDismissed(id) ? Ended.DISMISSED : Ended.INTERRUPTED;
    };
  }

  /// Empty when the collection has no library that is open.
  Optional<FolderSync.Status> status(String collection) {
    return Optional.ofNullable(kept.get(collection)).map(each -> each.sync().status());
  }

  /// Stops what indexes a library, and has nothing begin by itself until it goes on.
  void pause(String collection, boolean paused) {
    PhotoLibrary _ = libraries.get(collection); // told when there is none
    Kept library = kept.get(collection);
    if (library == null) {
      return; // the server stops
    }
    library.sync().pause(paused);
    if (paused) {
      jobs.stopIndexing(collection);
    }
  }

  /// Whether nothing shall be indexed by itself now, in a library that need not be open.
  public boolean rests(String collection) {
    return FolderSync.isPaused(libraries.stateFolder(collection)) || config.isQuiet(clock);
  }

  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(kept.keySet()).forEach(this::gone);
  }
}
