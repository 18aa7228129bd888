package dev.pictor.api;

import dev.pictor.clip.LoadedModels;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.follow.Follower;
import dev.pictor.http.Cors;
import dev.pictor.http.KeySource;
import dev.pictor.http.ProblemDocuments;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.library.CollectionModels;
import dev.pictor.search.Calibrator;
import dev.pictor.transfer.Checkpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The native API as a group of routes.
public final class NativeApi {

  /// What the handlers work on.
  ///
  /// @param calibrator shared by all searches
  /// @param fetch the bytes of the picture at an address, behind the guard against private ones
  /// @param checkpoints how far imports came
  /// @param answering how questions are answered
  /// @param duplicates of all collections
  /// @param leases commits that servers copy which follow this one
  /// @param follower present when this server follows another
  public record Parts(
      CollectionCatalog catalog,
      LoadedModels models,
      Calibrator calibrator,
      Libraries libraries,
      Jobs jobs,
      Syncs syncs,
      Reembeddings reembeddings,
      Function<String, byte[]> fetch,
      Checkpoints checkpoints,
      Answering answering,
      Duplicates duplicates,
      Leases leases,
      Optional<Follower> follower) {

    /// Name of the model that made a collection's vectors when it is installed here, else of the
    /// default one, whose refusal says what to do.
    public String modelOf(String collection) {
      return CollectionModels.nameFor(catalog, models, collection);
    }

    /// Ends a collection with its library.
    ///
    /// @throws dev.pictor.error.NotFound when there is none
    /// @throws dev.pictor.error.Conflict when it is protected, or a job works on it
    public void delete(String collection) {
      if (!catalog.damaged().containsKey(collection)) {
        catalog.get(collection).spec().requireDeletable();
      }
      jobs.makeWay(collection);
      jobs.requireIdle(collection);
      libraries.forget(collection, () -> catalog.delete(collection));
    }
  }

  private NativeApi() {}

  public static RouteGroup routes(Parts parts, List<String> allowOrigins) {
    PictureInput pictures = new PictureInput(parts.fetch(), parts.libraries().decoder());
    List<Route> routes = new ArrayList<>();
    routes.addAll(new CollectionRoutes(parts).routes());
    routes.addAll(new NamespaceRoutes(parts).routes());
    routes.addAll(new SnapshotRoutes(parts).routes());
    routes.addAll(new CommitRoutes(parts).routes());
    QueryReader queries = new QueryReader(pictures);
    routes.addAll(new SearchRoutes(parts, queries).routes());
    routes.addAll(new RecommendRoutes(parts).routes());
    routes.addAll(new MapRoutes(parts).routes());
    routes.addAll(new EvaluationRoutes(parts, queries).routes());
    routes.addAll(new ImageRoutes(parts).routes());
    routes.addAll(new UploadRoutes(parts, pictures).routes());
    routes.addAll(new LibraryRoutes(parts).routes());
    routes.addAll(new TagRoutes(parts, pictures).routes());
    routes.addAll(new AskRoutes(parts, new AskReader(parts, pictures)).routes());
    routes.addAll(new ModelRoutes(parts, pictures).routes());
    routes.addAll(new RecordRoutes(parts, pictures).routes());
    routes.addAll(new JobRoutes(parts).routes());
    routes.addAll(new PlanRoutes(parts).routes());
    routes.addAll(new ReembedRoutes(parts).routes());
    routes.addAll(new TransferRoutes(parts).routes());
    routes.addAll(new DuplicateRoutes(parts).routes());
    return new RouteGroup(
        "native",
        Views.PREFIX,
        routes,
        new ProblemDocuments(),
        new Cors(allowOrigins, false),
        KeySource.headers(),
        "dev/pictor/api/openapi.yaml");
  }
}
