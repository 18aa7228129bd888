package dev.pictor.clip;

import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps a model of [LoadedModels] in memory until closed; closing twice does nothing. Thread-safe.
public final class ModelUse implements AutoCloseable {

  private final Embedder embedder;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  ModelUse(Embedder embedder, Runnable release) {
    this.embedder = embedder;
    this.release = release;
  }

  /// Answers until this use is closed, perhaps not afterwards.
  public Embedder embedder() {
    return embedder;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
