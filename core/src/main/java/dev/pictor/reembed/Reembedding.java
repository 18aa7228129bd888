package dev.pictor.reembed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbeddingModel;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.CollectionGenerations;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.files.DiskSpace;
import dev.pictor.reembed.ReembedProgress.Phase;
import dev.pictor.store.ChangeFeed;
import dev.pictor.store.Generations.Role;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordKey;
import dev.pictor.store.VectorSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One collection on its way to another model: its new generation is built while the old one
/// serves, takes over atomically, and can give way again. Thread-safe; one run at a time.
///
/// A run may end at any moment ([#interrupt()], or the process killed); the next one computes what
/// is not there yet. The reasons are in `docs/adr/0006-generations.md`.
public final class Reembedding {

  /// What a run is for.
  public enum Goal {
    /// Completes the next generation.
    BUILD,
    /// The same, and has it serve.
    SWITCH,
    /// Has the previous generation serve again, with what was written since.
    ROLLBACK
  }

  /// How it stands.
  ///
  /// @param beside the generation that does not serve
  public record Standing(
      Role role,
      VectorCollection serving,
      VectorCollection beside,
      ReembedSettings settings,
      Optional<ReembedProgress> progress,
      boolean running) {}

  private final CollectionCatalog catalog;
  private final CollectionGenerations generations;
  private final String name;
  private final Path folder;
  private final BuildConfig config;
  private final DiskSpace disk;
  private final ReentrantLock oneRun = new ReentrantLock();
  private volatile boolean stopping;
  private volatile List<MissingRecord> missing = List.of();
  private volatile Optional<ReembedProgress> progress = Optional.empty();

  @GuardedBy("this")
  private Optional<ReembedSettings> settings = Optional.empty(); // once it was read

  /// @param folder where its own files are
  /// @throws InvalidRequest when the store keeps only one generation
  public Reembedding(CollectionCatalog catalog, String name, Path folder, BuildConfig config) {
    this(catalog, name, folder, config, DiskSpace.OF_SYSTEM);
  }

  /// On another disk.
  Reembedding(
      CollectionCatalog catalog, String name, Path folder, BuildConfig config, DiskSpace disk) {
    this.catalog = catalog;
    this.generations =
        catalog
            .generations()
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "reembed: this store keeps one generation of a collection (expected: the embedded store, setting store: lucene). Index the folder into a new collection of the other model."));
    this.name = name;
    this.folder = folder;
    this.config = config;
    this.disk = disk;
  }

  /// Empty when there is no second generation.
  ///
  /// @throws NotFound when there is no such collection
  public Optional<Standing> standing() {
    VectorCollection serving = catalog.get(name);
    Optional<CollectionGenerations.Beside> found = generations.beside(name);
    while (!catalog.get(name).spec().equals(serving.spec())) { // switched meanwhile
      serving = catalog.get(name);
      found = generations.beside(name);
    }
    return found.map(standing(serving));
  }

  private Function<CollectionGenerations.Beside, Standing> standing(VectorCollection serving) {
    return beside ->
        new Standing(
            beside.role(), serving, beside.collection(), settings(), progress, oneRun.isLocked());
  }

  /// @throws NotFound when there is none
  public Standing requireStanding() {
    return standing()
        .orElseThrow(
            () ->
                new NotFound(
                    "reembed: %s has one generation (expected: a second one). Begin one: pictor reembed %s --model NAME"
                        .formatted(name, name)));
  }

  String name() {
    return name;
  }

  CollectionGenerations generations() {
    return generations;
  }

  boolean isStopping() {
    return stopping;
  }

  /// The records that the last run could not embed.
  public List<MissingRecord> missing() {
    return missing;
  }

  public synchronized ReembedSettings settings() {
    ReembedSettings known = settings.orElseGet(() -> ReembedSettings.read(folder));
    settings = Optional.of(known);
    return known;
  }

  /// Changes the settings, durably.
  public synchronized ReembedSettings configure(UnaryOperator<ReembedSettings> change) {
    ReembedSettings changed = change.apply(settings());
    changed.write(folder);
    settings = Optional.of(changed);
    return changed;
  }

  /// Makes the next generation, empty, in place of a previous one. Its similarity and precision are
  /// the collection's, its dimension the model's.
  ///
  /// @throws Conflict when one is being made already
  /// @throws InvalidRequest when the collection is the model's already, or nothing of its records
  ///   is kept that a model could read
  /// @throws dev.pictor.error.Unavailable when the disk has too little room for it
  public void begin(EmbeddingModel model, Contents contents, ReembedSettings wanted) {
    VectorCollection serving = catalog.get(name);
    if (serving.spec().model() instanceof ModelBinding.Bound bound
        && bound.fingerprint().equals(model.fingerprint())) {
      throw new InvalidRequest(
          "model: %s made the vectors of %s already (expected: another model)"
              .formatted(model.name(), name));
    }
    if (!(serving.spec().space() instanceof VectorSpace.Dense old)) {
      throw new InvalidRequest(
          "collection: %s holds sparse vectors (expected: dense ones, which models make)"
              .formatted(name));
    }
    if (contents.isEmpty()) {
      throw new InvalidRequest(
          "collection: %s: its vectors came without pictures or texts, and only those can be embedded anew (expected: a collection of a photo library, or an index whose records have a text field). Write vectors of the new model into a new collection."
              .formatted(name));
    }
    requireIdle();
    VectorSpace.Dense space =
        new VectorSpace.Dense(model.dimension(), old.similarity(), old.precision());
    requireSpace(serving.stats().records(), space);
    VectorCollection _ =
        generations.begin(name, space, new ModelBinding.Bound(model.name(), model.fingerprint()));
    missing = List.of();
    progress = Optional.empty();
    ReembedSettings _ = configure(_ -> wanted.withLeftOut(Set.of()));
  }

  /// Vectors are on disk twice while the parts that they are in are merged.
  private void requireSpace(long records, VectorSpace.Dense space) {
    long givingWay =
        generations.beside(name).map(each -> each.collection().stats().bytes()).orElse(0L);
    disk.require(
        folder, 2 * records * space.vectorBytes() - givingWay, "the next generation of " + name);
  }

  private void requireIdle() {
    if (oneRun.isLocked()) {
      throw busy();
    }
  }

  private Conflict busy() {
    return new Conflict(
        "reembed: a run is under way (expected: none, collection: %s). Pause it first."
            .formatted(name));
  }

  /// Stops the run under way, and those to come until [#resume()], durably.
  public void pause() {
    ReembedSettings _ = configure(old -> old.withPaused(true));
    interrupt();
  }

  /// Lets runs work again; begins none.
  public void resume() {
    ReembedSettings _ = configure(old -> old.withPaused(false));
  }

  /// Asks the run under way to stop; it does within about a second and keeps what is done.
  public void interrupt() {
    stopping = true;
  }

  /// Works towards `goal` on this thread. What is done stays whatever happens.
  ///
  /// @param embedder of the model that the second generation is bound to
  /// @param listener called at most some ten times a second, and at the end, on this thread
  /// @return the last progress: [Phase#READY], [Phase#SWITCHED] or [Phase#INTERRUPTED]
  /// @throws Conflict when a run is under way, when records would be left out that nobody allowed
  ///   to be, and when the second generation is not what the goal needs
  /// @throws NotFound when there is no second generation
  public ReembedProgress run(
      Goal goal, Embedder embedder, Contents contents, Consumer<ReembedProgress> listener) {
    if (oneRun.isHeldByCurrentThread() || !oneRun.tryLock()) {
      throw busy();
    }
    try {
      stopping = false;
      Standing standing = requireStanding();
      stopping |= standing.settings().paused();
      requireRole(goal, standing);
      standing.beside().requireModel(embedder.model().name(), embedder.fingerprint());
      BuildMeter meter =
          new BuildMeter(
              now -> {
                progress = Optional.of(now);
                listener.accept(now);
              });
      Set<RecordKey> apart =
          standing.role() == Role.PREVIOUS ? standing.settings().leftOut() : Set.of();
      GenerationBuild.Plan plan =
          new GenerationBuild.Plan(standing.serving(), standing.beside(), contents, apart);
      try (ChangeFeed feed = generations.follow(name);
          GenerationBuild build =
              new GenerationBuild(plan, embedder, config, () -> stopping, meter)) {
        try {
          return new ReembedRun(this, goal, build, feed).run(meter);
        } finally {
          missing = build.missing();
        }
      }
    } finally {
      oneRun.unlock();
    }
  }

  private void requireRole(Goal goal, Standing standing) {
    Role needed = goal == Goal.ROLLBACK ? Role.PREVIOUS : Role.NEXT;
    if (standing.role() != needed) {
      throw new Conflict(
          goal == Goal.ROLLBACK
              ? "reembed: the new generation of %s does not serve yet (expected: one that was switched to). Discard it instead: pictor reembed %s --discard"
                  .formatted(name, name)
              : "reembed: %s was switched already, its second generation is the previous one (expected: one that is being built). Go back: pictor reembed %s --rollback"
                  .formatted(name, name));
    }
  }

  /// Removes the second generation with its files.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when a run is under way
  public void discard() {
    if (!oneRun.tryLock()) {
      throw busy();
    }
    try {
      Standing _ = requireStanding();
      generations.discard(name);
      missing = List.of();
      progress = Optional.empty();
    } finally {
      oneRun.unlock();
    }
  }
}
