package dev.pictor.springboot;

import dev.pictor.Pictor;
import dev.pictor.error.ServiceException;
import dev.pictor.library.IndexProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Indexes the photos of the settings in the background, when the application starts and whenever
/// it is asked to. Thread-safe.
public final class PhotoIndexing implements SmartLifecycle {

  private static final System.Logger LOG = System.getLogger(PhotoIndexing.class.getName());
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final Pictor pictor;
  private final PictorProperties settings;
  private final AtomicReference<@Nullable IndexProgress> progress = new AtomicReference<>();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private @Nullable Thread worker; // guarded by this
  private boolean running; // guarded by this

  PhotoIndexing(Pictor pictor, PictorProperties settings) {
    this.pictor = pictor;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    running = true;
    if (settings.indexOnStart()) {
      index();
    }
  }

  /// Begins a run over the folders, unless one is under way or there are none; returns at once.
  public synchronized void index() {
    if (settings.photos().isEmpty() || (worker != null && worker.isAlive())) {
      return;
    }
    worker = Thread.ofPlatform().name("pictor-index").daemon().start(this::run);
  }

  private void run() {
    failure.set(null);
    try {
      IndexProgress last =
          pictor.collection(settings.collection()).index(settings.photos(), progress::set);
      progress.set(last);
      LOG.log(System.Logger.Level.INFO, "indexed folders=%s %s".formatted(settings.photos(), last));
    } catch (RuntimeException e) { // nobody else would hear of it
      if (isRunning()) { // else it ends because the application does
        String reason = e instanceof ServiceException known ? known.reason() : e.toString();
        failure.set(reason);
        LOG.log(
            System.Logger.Level.ERROR,
            "not indexed folders=%s reason=%s".formatted(settings.photos(), reason),
            e);
      }
    }
  }

  /// How far the last run is; empty before the first picture.
  public Optional<IndexProgress> progress() {
    return Optional.ofNullable(progress.get());
  }

  /// Why the last run ended early; empty when it did not.
  public Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  /// Interrupts a run, which keeps what is done, and waits for its end.
  @Override
  public void stop() {
    Thread last;
    synchronized (this) {
      running = false;
      last = worker;
    }
    if (last == null) {
      return;
    }
    last.interrupt();
    try {
      if (!last.join(STOP_PATIENCE)) {
        LOG.log(System.Logger.Level.WARNING, "run did not stop folders=" + settings.photos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }
}
