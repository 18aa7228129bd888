package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.InFlight;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelListing;
import dev.pictor.clip.ModelUse;
import dev.pictor.clip.RemoteModel;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.TextCalibrations;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Vectors from the models, and which models there are.
final class ModelRoutes {

  private final NativeApi.Parts parts;
  private final PictureInput pictures;

  ModelRoutes(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.POST, Views.PREFIX + "/embed", this::embed),
        reads(Method.GET, Views.PREFIX + "/models", call -> models()),
        reads(
            Method.GET,
            Views.PREFIX + "/models/{name...}",
            call -> described(call.pathValue("name"))));
  }

  private Reply embed(Call call) throws IOException {
    long start = System.nanoTime();
    JsonFields fields = call.jsonFields();
    List<String> texts = fields.texts("texts");
    List<JsonNode> images = fields.list("images");
    Optional<String> model = fields.optionalText("model");
    fields.refuseOthers();
    if (texts.isEmpty() && images.isEmpty()) {
      throw new InvalidRequest("texts, images: none (expected: at least one text or image)");
    }
    List<byte[]> files = new ArrayList<>();
    for (JsonNode image : images) {
      files.add(pictures.read(image, "images[" + files.size() + "]"));
    }
    try (ModelUse use = model.map(parts.models()::use).orElseGet(() -> parts.models().use())) {
      return Reply.json(embed(use.embedder(), texts, files, start));
    }
  }

  private static Map<String, Object> embed(
      Embedder embedder, List<String> texts, List<byte[]> files, long start) {
    StageTimes times = StageTimes.zero();
    List<float[]> textVectors = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    List<Integer> truncated = new ArrayList<>();
    for (TextEmbedding embedded : InFlight.map(texts, embedder::text)) {
      tokens.add(embedded.tokens());
      if (embedded.truncated()) {
        truncated.add(textVectors.size());
      }
      textVectors.add(embedded.embedding().vector().shared());
      times = times.plus(embedded.times());
    }
    List<float[]> imageVectors = new ArrayList<>();
    for (ImageEmbedding embedded :
        InFlight.map(files, file -> SearchRoutes.Pictures.embed(embedder, file))) {
      imageVectors.add(embedded.embedding().vector().shared());
      times = times.plus(embedded.times());
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("model", embedder.model().name());
    view.put("fingerprint", embedder.fingerprint().hex());
    view.put("dimension", embedder.model().dimension());
    view.put("texts", textVectors);
    view.put("images", imageVectors);
    view.put("tokens", tokens);
    if (!truncated.isEmpty()) {
      view.put("truncated", truncated);
    }
    view.put("timings", Views.timings(times, Optional.empty(), start));
    return view;
  }

  private Reply models() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("default", parts.models().defaultName());
    view.put("models", parts.models().listed().stream().map(this::model).toList());
    Map<String, String> broken = parts.models().catalog().broken();
    if (!broken.isEmpty()) {
      view.put("broken", broken);
    }
    parts.models().remote().ifPresent(remote -> view.put("embedder", embedder(remote)));
    return Reply.json(view);
  }

  private static Map<String, Object> embedder(RemoteModel remote) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("url", remote.status().url().toString());
    view.put("kind", remote.status().kind());
    view.put("model", remote.name());
    view.put("fingerprintIs", remote.status().origin());
    view.put("answers", remote.model().isPresent() && remote.outage().isEmpty());
    remote.outage().ifPresent(reason -> view.put("reason", reason));
    return view;
  }

  /// All that another Pictor needs to work with vectors of this model.
  private Reply described(String name) {
    try (ModelUse use = parts.models().use(name)) {
      EmbeddingModel model = use.embedder().model();
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("name", model.name());
      view.put("fingerprint", model.fingerprint().hex());
      view.put("dimension", model.dimension());
      view.put("logitScale", model.logitScale());
      List<Map<String, Object>> texts = new ArrayList<>();
      for (TextCalibrations.Tower each : model.textCalibrations().towers()) {
        Map<String, Object> tower = new LinkedHashMap<>();
        tower.put("script", each.script());
        tower.putAll(calibration(each.calibration()));
        texts.add(tower);
      }
      view.put(
          "calibration",
          Map.of("pictures", calibration(model.pictureCalibration()), "texts", texts));
      return Reply.json(view);
    }
  }

  private static Map<String, Object> calibration(Calibration calibration) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("queryCentre", calibration.queryCentre().shared());
    view.put("pictureCentre", calibration.pictureCentre().shared());
    calibration
        .thresholds()
        .ifPresent(
            each ->
                view.put(
                    "thresholds",
                    Map.of("likely", each.likely(), "weak", each.weak(), "strong", each.strong())));
    return view;
  }

  private Map<String, Object> model(ModelListing listing) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", listing.name());
    view.put("aliases", listing.aliases());
    view.put("dimension", listing.dimension());
    view.put("languages", listing.languages());
    boolean loaded =
        parts.models().state(listing.name()) instanceof LoadedModels.State.Ready ready
            && view.put("fingerprint", ready.embedder().fingerprint().hex()) == null;
    view.put("loaded", loaded);
    view.put("licences", new TreeMap<>(listing.licences()));
    return view;
  }
}
