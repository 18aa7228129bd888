package dev.pictor.api;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.BenchSpec;
import dev.pictor.collection.CollectionBench;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collections: list, create, look, change, check, measure, delete.
final class CollectionRoutes {

  private static final String ALL = Views.PREFIX + "/collections";
  private static final String ONE = ALL + "/{name}";

  private static final int BENCH_QUERIES = 100;
  private static final int BENCH_LIMIT = 10;

  private final NativeApi.Parts parts;
  private final CollectionBodies bodies;

  CollectionRoutes(NativeApi.Parts parts) {
    this.parts = parts;
    this.bodies = new CollectionBodies(parts.models());
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, call -> list()),
        administers(Method.POST, ALL, this::create),
        reads(Method.GET, ONE, call -> Reply.json(view(get(call)))),
        administers(Method.PATCH, ONE, this::change),
        administers(Method.DELETE, ONE, this::delete),
        reads(Method.GET, ONE + "/stats", this::stats),
        administers(Method.POST, ONE + "/verify", this::verify),
        administers(Method.POST, ONE + "/bench", this::bench));
  }

  private Reply list() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("collections", parts.catalog().list().stream().map(this::view).toList());
    view.put("damaged", CollectionViews.damaged(parts.catalog().damaged()));
    return Reply.json(view);
  }

  private VectorCollection get(Call call) {
    return parts.catalog().get(call.pathValue("name"));
  }

  private Reply create(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    CollectionSpec spec = bodies.spec(fields);
    fields.refuseOthers();
    return Reply.json(201, view(parts.catalog().create(spec)))
        .with("Location", ALL + "/" + spec.name());
  }

  /// Declares the model, changes tags and protection; what is not named stays.
  private Reply change(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Optional<String> model = fields.optionalText("model");
    Map<String, String> tags = CollectionBodies.tags(fields);
    Optional<Boolean> deletionProtected =
        fields.has("deletionProtected")
            ? Optional.of(fields.flag("deletionProtected", false))
            : Optional.empty();
    fields.refuseOthers();
    if (model.isEmpty() && tags.isEmpty() && deletionProtected.isEmpty()) {
      throw new InvalidRequest(
          "body: nothing to change (expected: model, tags or deletionProtected)");
    }
    VectorCollection collection = get(call);
    model.ifPresent(name -> declare(name, collection));
    return Reply.json(
        view(
            parts
                .catalog()
                .configure(
                    collection.name(),
                    old ->
                        old.withTags(tags)
                            .withDeletionProtected(
                                deletionProtected.orElse(old.deletionProtected())))));
  }

  private void declare(String model, VectorCollection collection) {
    try (ModelUse use = parts.models().use(model)) {
      EmbeddingModel own = use.embedder().model();
      if (own.dimension() != collection.spec().dimension()) {
        throw new InvalidRequest(
            "model: %s has dimension %d (expected: %d, collection: %s)"
                .formatted(
                    model, own.dimension(), collection.spec().dimension(), collection.name()));
      }
      parts.catalog().bind(collection.name(), own.name(), own.fingerprint());
    }
  }

  private Reply delete(Call call) {
    parts.delete(call.pathValue("name"));
    return Reply.noContent();
  }

  private Reply stats(Call call) {
    return Reply.json(CollectionViews.store(get(call).stats()));
  }

  private Reply verify(Call call) {
    return Reply.json(CollectionViews.verified(parts.catalog().verify(call.pathValue("name"))));
  }

  private Reply bench(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    BenchSpec spec =
        new BenchSpec(
            fields.optionalText("namespace").orElse(""),
            fields.optionalInt("queries").orElse(BENCH_QUERIES),
            fields.optionalInt("limit").orElse(BENCH_LIMIT),
            fields.optionalInt("seed").orElse(1));
    fields.refuseOthers();
    return Reply.json(CollectionViews.bench(CollectionBench.run(get(call), spec)));
  }

  private Map<String, Object> view(VectorCollection collection) {
    Map<String, Object> view = CollectionViews.collection(collection);
    parts
        .libraries()
        .find(collection.name())
        .ifPresentOrElse(
            library -> view.put("library", library(collection.name(), library)),
            () ->
                parts
                    .libraries()
                    .opening(collection.name())
                    .ifPresent(
                        folders -> view.put("library", opening(collection.name(), folders))));
    parts.jobs().running(collection.name(), Job.Kind.TAG).ifPresent(id -> view.put("tagging", id));
    parts
        .reembeddings()
        .find(collection.name())
        .ifPresent(standing -> view.put("reembedding", ReembedViews.summary(standing)));
    return view;
  }

  private Map<String, Object> opening(String collection, List<Path> folders) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("folders", folders.stream().map(Path::toString).toList());
    view.put("state", "scanning");
    view.put("failures", 0);
    parts.jobs().running(collection, Job.Kind.INDEX).ifPresent(id -> view.put("job", id));
    return view;
  }

  private Map<String, Object> library(String collection, PhotoLibrary library) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("folders", library.spec().folders().stream().map(Path::toString).toList());
    view.put("state", Views.lower(library.progress().phase()));
    view.put("failures", library.failures().size());
    parts.syncs().status(collection).ifPresent(status -> view.put("sync", Views.sync(status)));
    parts.jobs().running(collection, Job.Kind.INDEX).ifPresent(id -> view.put("job", id));
    return view;
  }
}
