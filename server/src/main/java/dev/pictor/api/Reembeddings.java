package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.IndexedPictures;
import dev.pictor.reembed.BuildConfig;
import dev.pictor.reembed.ComparedQuery;
import dev.pictor.reembed.Comparison;
import dev.pictor.reembed.Contents;
import dev.pictor.reembed.GenerationComparison;
import dev.pictor.reembed.GenerationComparison.Side;
import dev.pictor.reembed.MissingRecord;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.reembed.ReembedSettings;
import dev.pictor.reembed.Reembedding;
import dev.pictor.reembed.Reembedding.Goal;
import dev.pictor.reembed.SavedQueries;
import dev.pictor.store.Generations.Role;
import dev.pictor.store.ModelBinding;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The collections of a server on their way to other models, each as a job. Thread-safe.
public final class Reembeddings {

  /// What it works with.
  public record Tools(
      CollectionCatalog catalog,
      LoadedModels models,
      Libraries libraries,
      Jobs jobs,
      PictureLimits limits) {}

  private static final Logger LOG = System.getLogger(Reembeddings.class.getName());
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final ReembedProgress NOTHING_YET =
      new ReembedProgress(
          ReembedProgress.Phase.BUILDING, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Optional.empty());

  private final Tools tools;
  private final Function<String, Path> folder;
  private final Map<String, Reembedding> known = new ConcurrentHashMap<>();
  private volatile Function<String, Optional<String>> textFields = _ -> Optional.empty();

  /// @param folder of each collection's own files
  public Reembeddings(Tools tools, Function<String, Path> folder) {
    this.tools = tools;
    this.folder = folder;
    tools.catalog().onDelete(this::forget);
  }

  /// Tells which field of its records the vectors of a collection are made of.
  public void textFields(Function<String, Optional<String>> fields) {
    textFields = fields;
  }

  /// @throws dev.pictor.error.NotFound when there is no such collection
  Reembedding of(String collection) {
    VectorCollection _ = tools.catalog().get(collection);
    return known.computeIfAbsent(
        collection,
        name -> new Reembedding(tools.catalog(), name, folder.apply(name), BuildConfig.defaults()));
  }

  /// Empty when the collection has one generation.
  Optional<Reembedding.Standing> find(String collection) {
    try {
      return of(collection).standing();
    } catch (ServiceException unreadable) {
      return Optional.empty(); // told where it is asked for
    }
  }

  private void forget(String collection) {
    known.remove(collection);
    for (String file : List.of(ReembedSettings.FILE, SavedQueries.FILE, "")) {
      try {
        Files.deleteIfExists(folder.apply(collection).resolve(file));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a file stays collection=%s file=%s".formatted(collection, file), e);
      }
    }
  }

  /// Begins the next generation.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such collection or model
  /// @throws dev.pictor.error.Conflict when one is being made already
  Job begin(String collection, String model, ReembedSettings wanted) {
    Reembedding reembedding = of(collection);
    tools.jobs().requireIdle(collection, Job.Kind.REEMBED);
    try (ModelUse use = tools.models().use(model)) {
      reembedding.begin(use.embedder().model(), contents(collection), wanted);
    }
    return start(collection, wanted.autoSwitch() ? Goal.SWITCH : Goal.BUILD);
  }

  /// Goes on towards what was wanted at the beginning.
  Job resume(String collection) {
    Reembedding reembedding = of(collection);
    Reembedding.Standing standing = reembedding.requireStanding();
    requireRole(collection, standing, Role.NEXT);
    tools.jobs().requireIdle(collection, Job.Kind.REEMBED);
    reembedding.resume();
    return start(collection, standing.settings().autoSwitch() ? Goal.SWITCH : Goal.BUILD);
  }

  private static void requireRole(String collection, Reembedding.Standing standing, Role needed) {
    if (standing.role() != needed) {
      throw new InvalidRequest(
          needed == Role.NEXT
              ? "reembed: %s was switched (expected: a generation that is being built). Roll back, discard, or begin another one."
                  .formatted(collection)
              : "reembed: %s was not switched (expected: one that was)".formatted(collection));
    }
  }

  /// Has the second generation serve: as soon as it is complete, or as soon as it has what was
  /// written since it served.
  ///
  /// @throws dev.pictor.error.Conflict while the collection is being indexed
  Job switchOver(String collection, Goal goal, boolean allowMissing) {
    Reembedding reembedding = of(collection);
    requireRole(
        collection,
        reembedding.requireStanding(),
        goal == Goal.ROLLBACK ? Role.PREVIOUS : Role.NEXT);
    tools.jobs().makeWay(collection);
    tools.jobs().requireIdle(collection);
    ReembedSettings _ =
        reembedding.configure(
            old -> old.withPaused(false).withAllowMissing(old.allowMissing() || allowMissing));
    return start(collection, goal);
  }

  private Job start(String collection, Goal goal) {
    Reembedding reembedding = of(collection);
    String model = modelOf(reembedding.requireStanding().beside());
    return tools
        .jobs()
        .start(
            collection,
            Job.Trigger.REQUEST,
            new Job.Work.Reembedding(NOTHING_YET),
            tools.models().acquire(model),
            embedder -> new ReembedTask(this, collection, goal, embedder));
  }

  private static String modelOf(VectorCollection generation) {
    return switch (generation.spec().model()) {
      case ModelBinding.Bound(String model, _) -> model;
      case ModelBinding.Unattested() ->
          throw new InvalidRequest(
              "collection: %s has no model (expected: a declared one). Declare it first: PATCH /api/v1/collections/%s {\"model\": \"NAME\"}"
                  .formatted(generation.name(), generation.name()));
    };
  }

  /// Pictures and texts as they can be found now.
  Contents contents(String collection) {
    return Contents.of(
        tools
            .libraries()
            .remembered(collection)
            .map(spec -> IndexedPictures.of(spec, tools.limits())),
        textFields.apply(collection));
  }

  /// Waits until nobody indexes or tags the collection, or `stopped`.
  void awaitOthers(String collection, BooleanSupplier stopped) {
    await(collection, Job.Kind.INDEX, stopped);
    await(collection, Job.Kind.TAG, stopped);
  }

  private void await(String collection, Job.Kind kind, BooleanSupplier stopped) {
    Optional<String> job = tools.jobs().running(collection, kind);
    while (job.isPresent() && !stopped.getAsBoolean()) {
      try {
        Jobs.Seen _ = tools.jobs().await(job.get(), Long.MAX_VALUE, Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      job = tools.jobs().running(collection, kind);
    }
  }

  /// The library goes on with the model that serves now.
  void switched(String collection, Embedder embedder) {
    tools.libraries().renew(collection, embedder);
    LOG.log(
        Level.INFO,
        "collection switched collection=%s model=%s"
            .formatted(collection, embedder.model().name()));
  }

  void pause(String collection) {
    Reembedding reembedding = of(collection);
    Reembedding.Standing _ = reembedding.requireStanding();
    reembedding.pause();
  }

  /// Stops a run under way, and removes the second generation.
  ///
  /// @throws dev.pictor.error.Conflict when the run does not stop
  void discard(String collection) {
    Reembedding reembedding = of(collection);
    Reembedding.Standing _ = reembedding.requireStanding();
    tools
        .jobs()
        .running(collection, Job.Kind.REEMBED)
        .ifPresent(
            job -> {
              reembedding.pause();
              Job _ = tools.jobs().interrupt(job);
              awaitEnd(job);
            });
    reembedding.discard();
  }

  private void awaitEnd(String job) {
    try {
      Jobs.Seen _ = tools.jobs().await(job, Long.MAX_VALUE, STOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ReembedSettings configure(String collection, UnaryOperator<ReembedSettings> change) {
    return of(collection).configure(change);
  }

  List<MissingRecord> missing(String collection) {
    return of(collection).missing();
  }

  List<ComparedQuery> queries(String collection) {
    Reembedding _ = of(collection);
    return SavedQueries.read(folder.apply(collection));
  }

  void saveQueries(String collection, List<ComparedQuery> queries) {
    Reembedding _ = of(collection);
    SavedQueries.write(folder.apply(collection), queries);
  }

  /// Asks both generations.
  Comparison compare(String collection, String namespace, List<ComparedQuery> queries, int limit) {
    Reembedding.Standing standing = of(collection).requireStanding();
    try (ModelUse serving = tools.models().use(modelOf(standing.serving()));
        ModelUse beside = tools.models().use(modelOf(standing.beside()))) {
      return new GenerationComparison(
              new Side(standing.serving(), serving.embedder()),
              new Side(standing.beside(), beside.embedder()),
              namespace)
          .run(queries, limit);
    }
  }

  /// Goes on with what a stop of the server ended, unless it was paused. Logs what cannot go on.
  public void resumeAll() {
    if (tools.catalog().generations().isEmpty()) {
      return; // none was ever begun in this store
    }
    for (VectorCollection each : tools.catalog().list()) {
      String name = each.name();
      try {
        Optional<Reembedding.Standing> standing = of(name).standing();
        if (standing.isPresent()
            && standing.get().role() == Role.NEXT
            && !standing.get().settings().paused()) {
          Job job = start(name, standing.get().settings().autoSwitch() ? Goal.SWITCH : Goal.BUILD);
          LOG.log(
              Level.INFO, "re-embedding goes on collection=%s job=%s".formatted(name, job.id()));
        }
      } catch (ServiceException e) {
        LOG.log(
            Level.WARNING,
            "re-embedding does not go on collection=%s reason=%s".formatted(name, e.reason()));
      }
    }
  }
}
