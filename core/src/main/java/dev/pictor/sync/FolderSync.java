package dev.pictor.sync;

import dev.pictor.files.AtomicFiles;
import dev.pictor.library.Exclusions;
import dev.pictor.library.FolderWatch;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Keeps one library in step with its folders until closed: watches them, has what changed looked
/// at, and everything on a schedule. The schedule is what finds all; watching only makes it quick.
/// Thread-safe.
///
/// That it is paused is kept in `sync.json` of the library's state folder.
public final class FolderSync implements AutoCloseable {

  /// How a run ended.
  public enum Ended {
    COMPLETE,
    /// It was asked to stop, or something else is at work on the collection.
    INTERRUPTED,
    /// A person stopped it, who does not want it to go on at once.
    DISMISSED,
    /// A folder is away, for example.
    FAILED
  }

  /// What it does about changes.
  public enum State {
    WATCHING,
    /// Changes are not told; everything is looked at from time to time.
    SCHEDULED,
    PAUSED,
    QUIET,
    /// Nothing: it is asked for each look.
    MANUAL
  }

  /// Does the work.
  @FunctionalInterface
  public interface Runs {
    /// Waits until it has ended.
    ///
    /// @param stop whether it shall end early; asked from time to time
    Ended run(Scope scope, BooleanSupplier stop) throws InterruptedException;
  }

  /// @param next look at everything, when there will be one
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public record Status(State state, Optional<Instant> last, Optional<Instant> next) {}

  private static final System.Logger LOG = System.getLogger(FolderSync.class.getName());
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int VERSION = 1;
  private static final long POLL_MILLIS = 250;

  private final LibrarySpec spec;
  private final SyncConfig config;
  private final Clock clock;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean paused;
  private volatile boolean watching;
  private volatile Optional<Instant> last = Optional.empty();
  private volatile Optional<Instant> next = Optional.empty();

  private FolderSync(
      LibrarySpec spec, Exclusions exclusions, SyncConfig config, Clock clock, Runs runs) {
    this.spec = spec;
    this.config = config;
    this.clock = clock;
    this.paused = isPaused(spec.stateFolder());
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("sync-" + spec.stateFolder().getFileName())
            .unstarted(() -> keep(exclusions, runs));
  }

  /// Begins with a look at everything.
  ///
  /// @param exclusions what is passed over
  public static FolderSync start(
      LibrarySpec spec, Exclusions exclusions, SyncConfig config, Clock clock, Runs runs) {
    FolderSync sync = new FolderSync(spec, exclusions, config, clock, runs);
    if (!config.isOff()) {
      sync.thread.start();
    }
    return sync;
  }

  private void keep(Exclusions exclusions, Runs runs) {
    try {
      if (!config.watch()) {
        follow(Optional.empty(), runs);
        return;
      }
      try (FolderWatch watch = FolderWatch.open(spec, exclusions)) {
        watching = watch.isWatching();
        follow(Optional.of(watch), runs);
      }
    } catch (InterruptedException closing) {
      // Nobody waits for it.
    } catch (RuntimeException fault) {
      LOG.log(
          System.Logger.Level.ERROR,
          "folders are not kept in step folders=" + spec.folders(),
          fault);
    }
  }

  private void follow(Optional<FolderWatch> watch, Runs runs) throws InterruptedException {
    SyncPlan plan = new SyncPlan(config.interval(watching), clock.instant());
    while (!closed) {
      if (watch.isPresent()) {
        plan.changed(watch.get().poll(POLL_MILLIS), clock.instant());
        watching = watch.get().isWatching();
        plan.every(config.interval(watching));
      } else {
        Thread.sleep(POLL_MILLIS);
      }
      if (!rests()) {
        Optional<Scope> due = plan.take(clock.instant());
        if (due.isPresent()) {
          run(plan, due.get(), runs);
        }
        next = plan.next();
      }
    }
  }

  private void run(SyncPlan plan, Scope scope, Runs runs) throws InterruptedException {
    Instant began = clock.instant();
    Ended how = runs.run(scope, () -> closed || rests());
    Instant now = clock.instant();
    plan.ended(scope, how, began, now);
    if (how == Ended.COMPLETE) {
      last = Optional.of(now);
    }
  }

  private boolean rests() {
    return paused || config.isQuiet(clock);
  }

  public Status status() {
    return new Status(state(), last, next);
  }

  private State state() {
    if (paused) {
      return State.PAUSED;
    }
    if (config.isOff()) {
      return State.MANUAL;
    }
    if (config.isQuiet(clock)) {
      return State.QUIET;
    }
    return watching ? State.WATCHING : State.SCHEDULED;
  }

  /// Stops what it has under way, and begins nothing until it goes on. Kept over restarts.
  public void pause(boolean wanted) {
    String content =
        JSON.createObjectNode().put("version", VERSION).put("paused", wanted).toString();
    AtomicFiles.publishDurably(
        file(spec.stateFolder()), content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    paused = wanted;
  }

  /// Whether the library with this state folder is paused. A damaged file counts as no.
  public static boolean isPaused(Path stateFolder) {
    Path file = file(stateFolder);
    try {
      return Files.exists(file)
          && JSON.readTree(Files.readAllBytes(file)).path("paused").asBoolean(false);
    } catch (IOException | JacksonException damaged) {
      LOG.log(
          System.Logger.Level.WARNING, "state of a library is unreadable file=" + file, damaged);
      return false;
    }
  }

  private static Path file(Path stateFolder) {
    return stateFolder.resolve("sync.json");
  }

  /// Stops what it has under way; does not wait for it.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
