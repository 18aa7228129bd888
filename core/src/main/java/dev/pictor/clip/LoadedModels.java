package dev.pictor.clip;

import dev.pictor.clip.ModelSlots.Slot;
import dev.pictor.clip.ModelSlots.Taken;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.image.PictureDecoder;
import dev.pictor.vector.ModelFingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The models that a process has open, each behind one [Embedder]. A model is loaded and passes its
/// self-test on a platform thread at its first use; callers wait for that. Thread-safe.
///
/// Whoever works with a model holds a [ModelUse]: a model that is unloaded meanwhile leaves memory
/// when the last of them is closed, so nobody's work fails because another frees the model.
public final class LoadedModels implements AutoCloseable {

  /// How far a model is.
  public sealed interface State {
    /// Nobody has asked for it yet.
    record NotLoaded() implements State {}

    record Loading() implements State {}

    /// It runs elsewhere and does not answer yet; it is asked again until it does.
    record Awaited(String reason) implements State {}

    record Ready(Embedder embedder) implements State {}

    /// It has answered and was unloaded; its next use loads it again.
    record Freed() implements State {}

    /// @param reason names the file
    record Broken(String reason) implements State {}
  }

  /// Which model answers to which name.
  ///
  /// @param defaultName answers when nobody names a model
  /// @param aliases further names by which clients may ask, and the model that answers
  /// @param fallbacks the same, for names that no installed model bears itself
  public record Choice(
      String defaultName, Map<String, String> aliases, Map<String, String> fallbacks) {
    public Choice {
      aliases = Map.copyOf(aliases);
      fallbacks = Map.copyOf(fallbacks);
    }
  }

  /// What all models of a process share.
  ///
  /// @param device on which they run
  public record Machine(
      PictureDecoder decoder, EmbedderConfig embedder, ComputeDevice device, ModelMemory memory) {

    /// The processor with its usual limits.
    public static Machine of(PictureDecoder decoder, EmbedderConfig embedder) {
      return new Machine(
          decoder, embedder, ComputeDevice.processor(embedder.threads()), ModelMemory.defaults());
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(100);
  // Sessions are closed by native code, which would pin a virtual thread.
  private static final Executor PLATFORM =
      task -> Thread.ofPlatform().name("free-model").daemon().start(task);

  private final ModelCatalog catalog;
  private final Machine machine;
  private final Choice choice;
  private final Optional<RemoteModel> remote;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("rest-models").daemon().factory());
  private final ModelSlots slots = new ModelSlots();

  public LoadedModels(ModelCatalog catalog, Machine machine, Choice choice) {
    this(catalog, machine, choice, Optional.empty());
  }

  /// @param remote a further model, which hides an installed one of its name; closed with this
  public LoadedModels(
      ModelCatalog catalog, Machine machine, Choice choice, Optional<RemoteModel> remote) {
    this.remote = remote;
    this.catalog = catalog;
    this.machine = machine;
    this.choice = choice;
    Duration rest = machine.memory().pictureRest();
    if (!rest.isZero()) {
      long often = Math.max(1, rest.toMillis() / 4);
      var _ =
          keeper.scheduleWithFixedDelay(
              () -> restSince(System.nanoTime() - rest.toNanos()),
              often,
              often,
              TimeUnit.MILLISECONDS);
    }
  }

  /// Lets the picture towers leave memory that had no picture since `nanoTime`.
  void restSince(long nanoTime) {
    open().values().forEach(embedder -> embedder.restPictures(nanoTime));
  }

  public String defaultName() {
    return choice.defaultName();
  }

  /// Further names, and the models that answer: what the operator says, else what the models say of
  /// themselves, else the fallbacks.
  public Map<String, String> aliases() {
    Map<String, String> aliases = new TreeMap<>();
    for (ModelManifest each : catalog.list()) {
      // The first by name, as the catalogue says, too.
      each.aliases().forEach(alias -> aliases.putIfAbsent(alias, each.name()));
    }
    choice.fallbacks().forEach(aliases::putIfAbsent);
    names().forEach(aliases::remove);
    aliases.putAll(choice.aliases());
    return aliases;
  }

  /// What is installed.
  public ModelCatalog catalog() {
    return catalog;
  }

  /// The model that runs elsewhere, if there is one.
  public Optional<RemoteModel> remote() {
    return remote;
  }

  private Optional<RemoteModel> remote(String name) {
    return remote.filter(each -> each.name().equals(name));
  }

  /// All models that can be read and were reached, by name.
  public List<ModelListing> listed() {
    Map<String, ModelListing> listed = new TreeMap<>();
    catalog.list().forEach(each -> listed.put(each.name(), ModelListing.of(each)));
    remote.ifPresent(each -> listed.remove(each.name()));
    remote
        .flatMap(RemoteModel::model)
        .ifPresent(each -> listed.put(each.name(), ModelListing.of(each)));
    return List.copyOf(listed.values());
  }

  /// Names of all models, in order, also of those that cannot be read or reached.
  public Set<String> names() {
    Set<String> names = new TreeSet<>(catalog.names());
    remote.ifPresent(each -> names.add(each.name()));
    return names;
  }

  /// Whether there is a model of this very name.
  public boolean has(String name) {
    return remote(name).isPresent() || catalog.has(name);
  }

  /// The name of the model that answers to `name`, if one does.
  public Optional<String> called(String name) {
    String resolved = resolve(name);
    return has(resolved) ? Optional.of(resolved) : catalog.called(resolved);
  }

  /// The name of a model that makes the vectors of `fingerprint`, if there is one here.
  public Optional<String> making(ModelFingerprint fingerprint) {
    return remote
        .flatMap(RemoteModel::model)
        .filter(each -> each.fingerprint().equals(fingerprint))
        .map(EmbeddingModel::name)
        .or(
            () ->
                catalog.list().stream()
                    .filter(each -> each.fingerprint().equals(fingerprint))
                    .map(ModelManifest::name)
                    .filter(name -> remote(name).isEmpty())
                    .findFirst());
  }

  /// The model that answers under `name`; an unknown name stands for itself.
  public String resolve(String name) {
    String said = choice.aliases().get(name);
    if (said != null) {
      return said;
    }
    // Nearly every request names a model itself, which needs no look at all manifests.
    return has(name) ? name : aliases().getOrDefault(name, name);
  }

  /// The default model, to be closed after use.
  ///
  /// @throws BrokenModel naming the file
  /// @throws Unavailable when loading takes too long, or when closing
  public ModelUse use() {
    return use(choice.defaultName());
  }

  /// A model, to be closed after use.
  ///
  /// @param name of a model, or an alias
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel naming the file
  /// @throws Unavailable when loading takes too long, when closing, or when it runs elsewhere and
  ///   does not answer
  public ModelUse use(String name) {
    if (state(name) instanceof State.Awaited(String reason)) {
      throw new Unavailable(reason, AWAY);
    }
    CompletableFuture<ModelUse> coming = acquire(name);
    try {
      return await(coming, resolve(name));
    } catch (Unavailable away) {
      giveBack(coming);
      throw away;
    } catch (TimeoutException e) {
      giveBack(coming);
      throw new Unavailable(
          "model: %s is still being loaded (expected: a loaded one). Try again.".formatted(name),
          e);
    } catch (InterruptedException e) {
      giveBack(coming);
      Thread.currentThread().interrupt();
      throw new Unavailable("model: %s, waiting was interrupted".formatted(name), e);
    } catch (ExecutionException e) {
      throw again(e.getCause());
    }
  }

  /// Waits for a model, and no longer than until it is known not to answer.
  private ModelUse await(CompletableFuture<ModelUse> coming, String model)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (remote(model).isEmpty()) {
      return coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return coming.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (state(model) instanceof State.Awaited(String reason)) {
          throw new Unavailable(reason, AWAY);
        }
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  private static RuntimeException again(@Nullable Throwable cause) {
    return switch (cause) {
      case NotFound e -> new NotFound(e.reason(), e);
      case Unavailable e -> new Unavailable(e.reason(), e);
      case ServiceException e -> new BrokenModel(e.reason(), e);
      case null, default -> new IllegalStateException("loading a model failed", cause);
    };
  }

  /// Closes a use that nobody waits for any more, as soon as it is there.
  public static void giveBack(CompletableFuture<ModelUse> coming) {
    CompletableFuture<Void> _ = coming.thenAccept(ModelUse::close);
  }

  /// Uses the default model however long it takes to load: the future completes, also
  /// exceptionally, when it can answer. Its value is to be closed, else the model is never freed.
  public CompletableFuture<ModelUse> acquire() {
    return acquire(choice.defaultName());
  }

  /// The same of another model, by its name or an alias.
  public CompletableFuture<ModelUse> acquire(String name) {
    String model = resolve(name);
    Taken taken;
    try {
      taken = slots.take(model);
    } catch (Unavailable e) {
      return CompletableFuture.failedFuture(e);
    }
    Slot slot = taken.slot();
    if (taken.fresh()) {
      Thread.ofPlatform().name("load-model-" + model).daemon().start(() -> load(slot, model));
    }
    return slot.load()
        .whenComplete(
            (@Nullable Embedder _, @Nullable Throwable failure) -> {
              if (failure != null) {
                release(model, slot);
              }
            })
        .thenApply(embedder -> new ModelUse(embedder, () -> release(model, slot)));
  }

  private void load(Slot slot, String name) {
    try {
      Optional<RemoteModel> elsewhere = remote(name);
      if (elsewhere.isPresent()) {
        slot.load()
            .complete(Embedder.of(elsewhere.get().open(), machine.decoder(), machine.embedder()));
        return;
      }
      slots
          .makeRoom(slot, catalog.graphBytes(name), machine.memory().budgetBytes())
          .forEach(LoadedModels::freeIfLoaded);
      ClipModel model = catalog.load(name, machine.device());
      try {
        model.selfTest();
        slot.load().complete(Embedder.open(model, machine.decoder(), machine.embedder()));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (Exception | LinkageError e) {
      if (e instanceof NotFound) {
        // It may be installed later, and names that clients make up must not pile up.
        slots.forget(name, slot);
      }
      slot.load().completeExceptionally(e);
    }
  }

  private void release(String model, Slot slot) {
    if (slots.release(model, slot)) {
      freeIfLoaded(slot);
    }
  }

  /// Returns when the memory is free, or at once when the model is still being loaded.
  private static void freeIfLoaded(Slot slot) {
    CompletableFuture<Void> end = free(slot);
    if (slot.load().isDone()) {
      end.join();
    }
  }

  /// Completes when the memory is free, after the model is loaded.
  private static CompletableFuture<Void> free(Slot slot) {
    return slot.load()
        .handleAsync(
            (@Nullable Embedder embedder, @Nullable Throwable _) -> {
              if (embedder != null) {
                embedder.close();
              }
              return null;
            },
            PLATFORM);
  }

  public State state(String name) {
    String model = resolve(name);
    Optional<Slot> slot = slots.find(model);
    if (slot.isEmpty()) {
      return slots.hasLeft(model) ? new State.Freed() : new State.NotLoaded();
    }
    CompletableFuture<Embedder> load = slot.get().load();
    return switch (load.state()) {
      case RUNNING ->
          remote(model)
              .flatMap(RemoteModel::outage)
              .<State>map(State.Awaited::new)
              .orElseGet(State.Loading::new);
      case SUCCESS -> new State.Ready(load.resultNow());
      case FAILED -> {
        Throwable cause = load.exceptionNow();
        yield new State.Broken(
            cause instanceof ServiceException e ? e.reason() : "model: " + name + ", " + cause);
      }
      case CANCELLED -> new State.NotLoaded();
    };
  }

  /// The embedders that are in memory now, by the names of their models. Whoever works with one
  /// needs a [#use].
  public Map<String, Embedder> open() {
    return slots.open();
  }

  /// Frees a model's memory: now when nobody uses it, else when the last use ends, unless someone
  /// begins to use it before. Its next use loads it again. No effect on what is not loaded.
  public void unload(String name) {
    slots.leave(resolve(name)).ifPresent(LoadedModels::freeIfLoaded);
  }

  /// Frees all models, those that are being loaded as soon as they are; work under way fails with
  /// [Unavailable]. Waits for all of that: a process that ends in the middle of a load crashes.
  @Override
  public void close() {
    keeper.shutdownNow();
    remote.ifPresent(RemoteModel::close);
    CompletableFuture.allOf(
            slots.close().stream().map(LoadedModels::free).toArray(CompletableFuture[]::new))
        .join();
  }
}
