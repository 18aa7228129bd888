package dev.pictor.server;

import dev.pictor.api.Libraries;
import dev.pictor.api.NativeApi;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.error.ServiceException;
import dev.pictor.library.PhotoLibrary;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What a server does by itself behind the open port: it loads the model, opens the libraries of
/// earlier runs and indexes the configured folders. Thread-safe.
final class FirstRun implements AutoCloseable {

  private static final Logger LOG = System.getLogger(FirstRun.class.getName());

  private final ServerConfig config;
  private final NativeApi.Parts parts;
  private final CompletableFuture<Boolean> modelSettled = new CompletableFuture<>();
  private final boolean readsPhotos;
  private volatile boolean closed;

  FirstRun(ServerConfig config, NativeApi.Parts parts) {
    this.config = config;
    this.parts = parts;
    this.readsPhotos = !config.photos().isEmpty() && !parts.syncs().rests(PictorServer.PHOTOS);
  }

  /// Makes the libraries visible before the model is ready.
  void announceLibraries() {
    parts.libraries().expectRemembered();
    if (config.photos().isEmpty()) {
      return;
    }
    parts.models().listed().stream()
        .filter(model -> model.name().equals(parts.models().defaultName()))
        .findFirst()
        .ifPresent(
            model ->
                parts.libraries().expect(PictorServer.PHOTOS, config.photos(), model.dimension()));
  }

  /// Returns at once.
  ///
  /// @return the job over the configured folders, which begins when the model is ready; empty when
  ///   there are none, and when the library rests
  Optional<String> begin() {
    CompletableFuture<Void> _ =
        parts
            .models()
            .acquire()
            .thenAccept(this::modelReady)
            .whenComplete(
                (@Nullable Void _, @Nullable Throwable failure) -> {
                  if (failure != null) {
                    modelFailed(failure);
                  }
                  modelSettled.complete(failure == null);
                });
    if (!readsPhotos) {
      return Optional.empty();
    }
    return Optional.of(
        parts
            .jobs()
            .index(
                PictorServer.PHOTOS,
                parts.models().acquire(parts.modelOf(PictorServer.PHOTOS)),
                this::photos));
  }

  private PhotoLibrary photos(Embedder embedder) {
    Libraries libraries = parts.libraries();
    try {
      return libraries.open(
          PictorServer.PHOTOS, config.photos(), libraries.table(PictorServer.PHOTOS), embedder);
    } finally {
      libraries.settle(PictorServer.PHOTOS);
    }
  }

  private void modelReady(ModelUse use) {
    try (use) {
      Embedder embedder = use.embedder();
      LOG.log(
          Level.INFO,
          "model ready name=%s fingerprint=%s"
              .formatted(embedder.model().name(), embedder.fingerprint().abbreviated()));
      if (!closed) {
        Set<String> own = readsPhotos ? Set.of(PictorServer.PHOTOS) : Set.of();
        parts.libraries().reopen(name -> parts.models().use(parts.modelOf(name)), own);
        parts.reembeddings().resumeAll();
      }
    }
  }

  private void modelFailed(Throwable failure) {
    parts.libraries().settleAll();
    if (closed) {
      return;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    LOG.log(
        Level.ERROR,
        "model cannot be used reason="
            + (cause instanceof ServiceException e ? e.reason() : cause.toString()));
  }

  /// Waits until the model is ready, or cannot be used, and tells which.
  boolean awaitModel() {
    return modelSettled.join();
  }

  /// Begins nothing more.
  @Override
  public void close() {
    closed = true;
  }
}
