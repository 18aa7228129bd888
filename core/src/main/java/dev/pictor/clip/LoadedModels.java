package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.image.PictureDecoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The models that a process has open, each behind one [Embedder]. A model is loaded and passes its
/// self-test on a platform thread at its first use; callers wait for that. Thread-safe.
public final class LoadedModels implements AutoCloseable {

  /// How far a model is.
  public sealed interface State {
    record NotLoaded() implements State {}

    record Loading() implements State {}

    record Ready(Embedder embedder) implements State {}

    /// @param reason names the file
    record Broken(String reason) implements State {}
  }

  /// How an opened model is used.
  ///
  /// @param defaultName answers when nobody names a model
  /// @param aliases further names by which clients may ask, and the model that answers
  public record Choice(String defaultName, Map<String, String> aliases) {
    public Choice {
      aliases = Map.copyOf(aliases);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ModelCatalog catalog;
  private final PictureDecoder decoder;
  private final EmbedderConfig config;
  private final Choice choice;
  private final Map<String, CompletableFuture<Embedder>> loads = new ConcurrentHashMap<>();

  public LoadedModels(
      ModelCatalog catalog, PictureDecoder decoder, EmbedderConfig config, Choice choice) {
    this.catalog = catalog;
    this.decoder = decoder;
    this.config = config;
    this.choice = choice;
  }

  public String defaultName() {
    return choice.defaultName();
  }

  public Map<String, String> aliases() {
    return choice.aliases();
  }

  /// Manifests of all installed models, by name.
  public List<ModelManifest> installed() {
    return catalog.list();
  }

  /// The model that answers under `name`; an unknown name stands for itself.
  public String resolve(String name) {
    return choice.aliases().getOrDefault(name, name);
  }

  /// Starts loading the default model; completes, also exceptionally, when it can answer.
  public CompletableFuture<Embedder> preload() {
    return load(choice.defaultName());
  }

  /// The default model, once it can answer.
  ///
  /// @throws BrokenModel naming the file
  /// @throws Unavailable when loading takes too long
  public Embedder embedder() {
    return embedder(choice.defaultName());
  }

  /// @param name of a model, or an alias
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel naming the file
  /// @throws Unavailable when loading takes too long
  public Embedder embedder(String name) {
    CompletableFuture<Embedder> load = load(resolve(name));
    try {
      return load.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Unavailable(
          "model: %s is still being loaded (expected: a loaded one). Try again.".formatted(name),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("model: %s, waiting was interrupted".formatted(name), e);
    } catch (ExecutionException e) {
      throw again(e.getCause());
    }
  }

  private static RuntimeException again(@Nullable Throwable cause) {
    return switch (cause) {
      case NotFound e -> new NotFound(e.reason(), e);
      case ServiceException e -> new BrokenModel(e.reason(), e);
      case null, default -> new IllegalStateException("loading a model failed", cause);
    };
  }

  private CompletableFuture<Embedder> load(String name) {
    return loads.computeIfAbsent(
        name,
        key -> {
          CompletableFuture<Embedder> started = new CompletableFuture<>();
          Thread.ofPlatform()
              .name("load-model-" + key)
              .daemon()
              .start(() -> complete(started, key));
          return started;
        });
  }

  private void complete(CompletableFuture<Embedder> load, String name) {
    try {
      ClipModel model = catalog.load(name);
      try {
        model.selfTest();
        load.complete(Embedder.open(model, decoder, config));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (Exception | LinkageError e) {
      if (e instanceof NotFound) {
        // It may be installed later, and names that clients make up must not pile up.
        loads.remove(name, load);
      }
      load.completeExceptionally(e);
    }
  }

  public State state(String name) {
    CompletableFuture<Embedder> load = loads.get(resolve(name));
    if (load == null) {
      return new State.NotLoaded();
    }
    return switch (load.state()) {
      case RUNNING -> new State.Loading();
      case SUCCESS -> new State.Ready(load.resultNow());
      case FAILED -> {
        Throwable cause = load.exceptionNow();
        yield new State.Broken(
            cause instanceof ServiceException e ? e.reason() : "model: " + name + ", " + cause);
      }
      case CANCELLED -> new State.NotLoaded();
    };
  }

  /// The embedders that are open now, by the names of their models.
  public Map<String, Embedder> open() {
    Map<String, Embedder> open = new LinkedHashMap<>();
    loads.forEach(
        (name, load) ->
            Optional.of(load)
                .filter(each -> each.isDone() && !each.isCompletedExceptionally())
                .ifPresent(each -> open.put(name, each.resultNow())));
    return open;
  }

  /// Frees a model's memory; its next use loads it again. No effect on what is not loaded.
  public void unload(String name) {
    CompletableFuture<Embedder> load = loads.remove(resolve(name));
    if (load != null) {
      CompletableFuture<Embedder> _ =
          load.whenComplete(
              (@Nullable Embedder embedder, @Nullable Throwable failure) -> {
                if (embedder != null) {
                  embedder.close();
                }
              });
    }
  }

  @Override
  public void close() {
    List.copyOf(loads.keySet()).forEach(this::unload);
  }
}
