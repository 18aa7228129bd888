package dev.pictor.api;

import static dev.pictor.http.Route.keyed;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Collections: list, create, look, declare a model, delete.
final class CollectionRoutes {

  private static final String ALL = Views.PREFIX + "/collections";
  private static final String ONE = ALL + "/{name}";

  private final NativeApi.Parts parts;

  CollectionRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        keyed(Method.GET, ALL, call -> list()),
        keyed(Method.POST, ALL, this::create),
        keyed(Method.GET, ONE, call -> Reply.json(view(get(call)))),
        keyed(Method.PATCH, ONE, this::declareModel),
        keyed(Method.DELETE, ONE, this::delete));
  }

  private Reply list() {
    return Reply.json(
        Map.of("collections", parts.catalog().list().stream().map(this::view).toList()));
  }

  private VectorCollection get(Call call) {
    return parts.catalog().get(call.pathValue("name"));
  }

  private Reply create(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String name = fields.text("name");
    OptionalInt dimension = fields.optionalInt("dimension");
    Similarity similarity = similarity(fields.optionalText("similarity").orElse("cosine"));
    Optional<String> model = fields.optionalText("model");
    fields.refuseOthers();
    CollectionSpec spec =
        model.isPresent()
            ? bound(name, dimension, similarity, model.get())
            : new CollectionSpec(
                name,
                dimension.orElseThrow(
                    () -> fields.missing("dimension", "1 to 20000, or a model that has one")),
                similarity,
                new ModelBinding.Unattested());
    return Reply.json(201, view(parts.catalog().create(spec)))
        .with("Location", Views.PREFIX + "/collections/" + name);
  }

  private CollectionSpec bound(
      String name, OptionalInt dimension, Similarity similarity, String model) {
    try (ModelUse use = parts.models().use(model)) {
      ClipModel own = use.embedder().model();
      if (dimension.isPresent() && dimension.getAsInt() != own.dimension()) {
        throw new InvalidRequest(
            "dimension: %d (expected: %d, model: %s)"
                .formatted(dimension.getAsInt(), own.dimension(), own.name()));
      }
      return new CollectionSpec(
          name, own.dimension(), similarity, new ModelBinding.Bound(own.name(), own.fingerprint()));
    }
  }

  private static Similarity similarity(String name) {
    return switch (name) {
      case "cosine" -> Similarity.COSINE;
      case "dotproduct" -> Similarity.DOT_PRODUCT;
      case "euclidean" -> Similarity.EUCLIDEAN;
      default ->
          throw new InvalidRequest(
              "similarity: %s (expected: cosine, dotproduct or euclidean)".formatted(name));
    };
  }

  private Reply declareModel(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String model = fields.text("model");
    fields.refuseOthers();
    VectorCollection collection = get(call);
    try (ModelUse use = parts.models().use(model)) {
      ClipModel own = use.embedder().model();
      if (own.dimension() != collection.spec().dimension()) {
        throw new InvalidRequest(
            "model: %s has dimension %d (expected: %d, collection: %s)"
                .formatted(
                    model, own.dimension(), collection.spec().dimension(), collection.name()));
      }
      return Reply.json(
          view(parts.catalog().bind(collection.name(), own.name(), own.fingerprint())));
    }
  }

  private Reply delete(Call call) {
    VectorCollection collection = get(call);
    parts.jobs().requireIdle(collection.name());
    parts.libraries().drop(collection.name());
    parts.catalog().delete(collection.name());
    return Reply.noContent();
  }

  private Map<String, Object> view(VectorCollection collection) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", collection.name());
    view.put("dimension", collection.spec().dimension());
    view.put(
        "similarity",
        switch (collection.spec().similarity()) {
          case COSINE -> "cosine";
          case DOT_PRODUCT -> "dotproduct";
          case EUCLIDEAN -> "euclidean";
        });
    if (collection.spec().model() instanceof ModelBinding.Bound bound) {
      view.put("model", Map.of("name", bound.model(), "fingerprint", bound.fingerprint().hex()));
    }
    view.put("count", collection.stats().records());
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
    return view;
  }

  private Map<String, Object> opening(String collection, List<Path> folders) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("folders", folders.stream().map(Path::toString).toList());
    view.put("state", "scanning");
    view.put("failures", 0);
    parts.jobs().running(collection).ifPresent(id -> view.put("job", id));
    return view;
  }

  private Map<String, Object> library(String collection, PhotoLibrary library) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("folders", library.spec().folders().stream().map(Path::toString).toList());
    view.put("state", Views.lower(library.progress().phase()));
    view.put("failures", library.failures().size());
    parts.jobs().running(collection).ifPresent(id -> view.put("job", id));
    return view;
  }
}
